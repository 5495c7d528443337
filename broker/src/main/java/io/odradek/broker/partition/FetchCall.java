/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.partition;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One fetch on its way through the loops of its partitions: it reads them in the order asked, loop after loop, so that
 * the bytes left are known at each; if that is too little it parks at all of them, and the first event that makes it
 * enough, or its one deadline, sends it round again to answer.
 *
 * <p>It belongs to whoever turns its phase: even while it reads, odd while it is parked, and only one caller turns a
 * given phase. A partition that is told to park it compares the phase first, so a call that has been woken meanwhile
 * leaves nothing behind.
 */
public final class FetchCall {
    private final FetchReader reader;
    private final List<FetchAsk> asks;
    private final Listener listener;
    private final List<Stop> stops = new ArrayList<>(1);
    private final AtomicInteger phase = new AtomicInteger();
    private final AtomicLong bytesSeen = new AtomicLong();

    /** Written by the loop that reads, read by the next one, which the hop orders. */
    private final Fetched[] results;

    private int bytesRead;
    private boolean urgent;
    private volatile boolean last;
    private volatile boolean abandoned;
    private volatile @Nullable Future<?> deadline;

    /** Gets the answer, on some loop, once. */
    @FunctionalInterface
    public interface Listener {
        /** In the order of the asks; the slices are the listener's to release. */
        void fetched(List<Fetched> results);
    }

    private FetchCall(FetchReader reader, List<FetchAsk> asks, Listener listener) {
        this.reader = reader;
        this.asks = asks;
        this.listener = listener;
        this.results = new Fetched[asks.size()];
        for (int i = 0; i < asks.size(); i++) {
            stopAt(asks.get(i).partition().loop()).indexes.add(i);
        }
    }

    /**
     * Sets out at once.
     *
     * @param answerAtOnce whether waiting is out of the question, as when there is an error to tell already
     */
    public static FetchCall start(FetchReader reader, List<FetchAsk> asks, boolean answerAtOnce, Listener listener) {
        FetchCall call = new FetchCall(reader, asks, listener);
        call.last = answerAtOnce || asks.isEmpty() || reader.waitMaxMs() <= 0;
        call.visit(0);
        return call;
    }

    /** Nobody waits for the answer any more. */
    public void abandon() {
        abandoned = true;
        wake(phase.get());
    }

    private Stop stopAt(EventExecutor loop) {
        for (Stop stop : stops) {
            if (stop.loop == loop) {
                return stop;
            }
        }
        Stop stop = new Stop(loop);
        stops.add(stop);
        return stop;
    }

    private void visit(int stopIndex) {
        if (stopIndex == stops.size()) {
            visitedAll();
        } else {
            Stop stop = stops.get(stopIndex);
            ShardLoops.run(stop.loop, () -> read(stopIndex, 0));
        }
    }

    /** Reads the rest of one loop's partitions; a cold one is waited for without holding the loop. */
    private void read(int stopIndex, int from) {
        Stop stop = stops.get(stopIndex);
        for (int i = from; i < stop.indexes.size(); i++) {
            int index = stop.indexes.get(i);
            FetchAsk ask = asks.get(index);
            Partition partition = ask.partition().onLoop();
            int bytesMax = Math.min(ask.bytesMax(), Math.max(0, reader.bytesMax() - bytesRead));
            boolean atLeastOne = bytesRead == 0;
            stop.note(i, partition, reader);
            if (ask.watch() != null) {
                ask.watch().arm(partition);
            }
            Fetched fetched = partition.read(ask, reader, bytesMax, atLeastOne);
            if (fetched == null) {
                int next = i + 1;
                partition.readCold(ask, reader, bytesMax, atLeastOne).thenAccept(cold -> {
                    take(index, cold);
                    read(stopIndex, next);
                });
                return;
            }
            take(index, fetched);
        }
        visit(stopIndex + 1);
    }

    private void take(int index, Fetched fetched) {
        FetchAsk ask = asks.get(index);
        if (ask.watch() != null) {
            ask.watch().read(ask, fetched);
        }
        results[index] = fetched;
        bytesRead += fetched.sizeBytes();
        urgent |= fetched.isUrgent();
    }

    private void visitedAll() {
        if (abandoned) {
            releaseAll();
            finish();
        } else if (last || urgent || bytesRead >= reader.minBytes()) {
            finish();
            listener.fetched(List.of(results));
        } else {
            park();
        }
    }

    private void finish() {
        Future<?> timer = deadline;
        if (timer != null) {
            timer.cancel(false);
        }
    }

    private void releaseAll() {
        for (Fetched fetched : results) {
            fetched.release();
        }
    }

    private void park() {
        releaseAll();
        bytesSeen.set(bytesRead);
        bytesRead = 0;
        int parked = phase.incrementAndGet();
        if (deadline == null) {
            deadline = stops.get(0).loop.schedule(this::expire, reader.waitMaxMs(), TimeUnit.MILLISECONDS);
        }
        for (Stop stop : stops) {
            ShardLoops.run(stop.loop, () -> stop.park(parked));
        }
        if (abandoned || last) {
            wake(parked);
        }
    }

    /** Whoever asked has asked for something else meanwhile: the answer goes with what there is. */
    public void hurry() {
        expire();
    }

    private void expire() {
        last = true;
        wake(phase.get());
    }

    /** Ends one parked phase; of all who try, one gets to. */
    private void wake(int parked) {
        if ((parked & 1) == 1 && phase.compareAndSet(parked, parked + 1)) {
            for (Stop stop : stops) {
                ShardLoops.run(stop.loop, stop::leave);
            }
            if (abandoned) {
                finish();
            } else {
                visit(0);
            }
        }
    }

    /** The partitions of one loop, and what was seen of them; everything here happens on that loop. */
    private final class Stop implements ParkedFetches.Listener {
        private final EventExecutor loop;
        private final List<Integer> indexes = new ArrayList<>(1);
        private long[] readableEnds = new long[1];
        private long[] sizesBytes = new long[1];
        private int parkedPhase;

        Stop(EventExecutor loop) {
            this.loop = loop;
        }

        /** Before a read, so that nothing which comes after it is missed. */
        void note(int i, Partition partition, FetchReader reader) {
            if (readableEnds.length < indexes.size()) {
                readableEnds = new long[indexes.size()];
                sizesBytes = new long[indexes.size()];
            }
            readableEnds[i] = partition.readableEnd(reader);
            if (reader.minBytes() > 1) {
                sizesBytes[i] = partition.sizeBytes();
            }
        }

        void park(int parked) {
            if (phase.get() != parked) {
                return;
            }
            parkedPhase = parked;
            boolean moved = false;
            for (int i = 0; i < indexes.size(); i++) {
                Partition partition = partitionAt(i);
                partition.parkedFetches().park(this);
                moved |= partition.readableEnd(reader) != readableEnds[i];
            }
            if (moved) {
                wake(parked);
            }
        }

        void leave() {
            for (int i = 0; i < indexes.size(); i++) {
                partitionAt(i).parkedFetches().leave(this);
            }
        }

        @Override
        public void readable(Partition partition) {
            int i = indexOf(partition);
            long end = partition.readableEnd(reader);
            if (end == readableEnds[i]) {
                return;
            }
            readableEnds[i] = end;
            if (reader.minBytes() <= 1 || end < 0 || grownTo(partition, i) >= reader.minBytes()) {
                wake(parkedPhase);
            }
        }

        /** How much there is to read in all partitions, counted from above: what is written may not be readable yet. */
        private long grownTo(Partition partition, int i) {
            long size = partition.sizeBytes();
            long seen = bytesSeen.addAndGet(Math.max(0, size - sizesBytes[i]));
            sizesBytes[i] = size;
            return seen;
        }

        private Partition partitionAt(int i) {
            return asks.get(indexes.get(i)).partition().onLoop();
        }

        private int indexOf(Partition partition) {
            for (int i = 0; i < indexes.size(); i++) {
                if (partitionAt(i) == partition) {
                    return i;
                }
            }
            throw new IllegalStateException("Told of " + partition.topicPartition() + ", which was not asked for");
        }
    }
}
