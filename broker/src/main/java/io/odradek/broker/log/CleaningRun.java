/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import io.odradek.protocol.record.CorruptBatchException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One cleaning of one log, from its loop's word on what is to be done to the checkpoint that says it is. Between the turns
 * on the loop it works on the disk pool, a piece at a time, so that whoever waits for the pool waits for one piece at most.
 * Only one thread has it at a time; made and ended by {@link LogCleaner}.
 */
final class CleaningRun {
    private static final Logger LOG = LoggerFactory.getLogger(CleaningRun.class);

    /** A piece takes some milliseconds. */
    private static final long PIECE_BYTES = 1 << 20;

    private final LogCleaner cleaner;
    private final PartitionLog log;
    private final CleaningBacklog backlog;
    private final LogEnvironment environment;
    private volatile boolean stopped;
    private volatile long doneBytes;

    // Set on the loop before anything else happens.
    private @Nullable LogState started;
    private @Nullable CleaningOrder ordered;
    private int cuts;

    private @Nullable DedupeMap map;
    private @Nullable DirtyScan scan;
    private long mappedOffset;
    private @Nullable CleaningRules rules;
    private final Queue<List<CleaningOrder.Source>> groups = new ArrayDeque<>();
    private @Nullable GroupCleaning group;
    private long bytesBefore;
    private long bytesAfter;
    private double mapFilled;
    private long beganNanos;

    CleaningRun(LogCleaner cleaner, PartitionLog log, CleaningBacklog backlog, LogEnvironment environment) {
        this.cleaner = cleaner;
        this.log = log;
        this.backlog = backlog;
        this.environment = environment;
    }

    /** How it ended. */
    enum Outcome {
        CLEANED,
        /** The log was cut, moved, deleted or closed meanwhile. */
        OUTRUN,
        DISK_FULL,
        /** Something in it cannot be read. */
        UNCLEANABLE
    }

    @FunctionalInterface
    private interface Work {
        void run() throws IOException;
    }

    CleaningBacklog backlog() {
        return backlog;
    }

    long doneBytes() {
        return doneBytes;
    }

    /** On the log's loop, at its end. */
    private CleaningStatus.Finished figures() {
        long tookMs = TimeUnit.NANOSECONDS.toMillis(log.loop().ticker().nanoTime() - beganNanos);
        return new CleaningStatus.Finished(tookMs, bytesBefore, bytesAfter, mapFilled, backlog.delayMs());
    }

    /** Any thread. A replacement that has begun is brought to its end first. */
    void stop() {
        stopped = true;
    }

    /** On the log's loop. */
    void start() {
        assert log.loop().inEventLoop();
        LogState state = log.state();
        started = state;
        cuts = state.cuts;
        beganNanos = log.loop().ticker().nanoTime();
        onLoop(() -> {
            CleaningOrder order = CleaningOrders.of(state, cleaner.settings().backoffMs());
            if (order == null) {
                end(Outcome.OUTRUN);
                return;
            }
            ordered = order;
            later(0, this::openScan);
        });
    }

    private LogState state() {
        return Objects.requireNonNull(started);
    }

    private CleaningOrder order() {
        return Objects.requireNonNull(ordered);
    }

    // On the disk pool.

    private void openScan() throws IOException {
        CleanerSettings settings = cleaner.settings();
        long keysMax = order().boundOffset() - order().firstDirtyOffset();
        DedupeMap keys = DedupeMap.forKeys(keysMax, settings.loadFactor(), settings.dedupeBytesEach());
        map = keys;
        scan = new DirtyScan(order(), keys, new CleanedTransactions(aborted()));
        scan();
    }

    private List<AbortedTransaction> aborted() throws IOException {
        List<AbortedTransaction> all = new ArrayList<>();
        for (TransactionIndex index : order().indexed()) {
            all.addAll(index.all());
        }
        return all;
    }

    private void scan() throws IOException {
        DirtyScan open = Objects.requireNonNull(scan);
        long bytes = open.step(PIECE_BYTES);
        if (bytes >= 0) {
            later(bytes, this::scan);
            return;
        }
        mappedOffset = open.lastOffset();
        DedupeMap keys = Objects.requireNonNull(map);
        mapFilled = (double) keys.size()
                * DedupeMap.ENTRY_BYTES
                / (double) Math.max(1, cleaner.settings().dedupeBytesEach());
        rules = new CleaningRules(order(), keys, mappedOffset, new CleanedTransactions(aborted()));
        groups.addAll(order().groups(mappedOffset + 1));
        nextGroup();
    }

    private void nextGroup() throws IOException {
        List<CleaningOrder.Source> sources = groups.peek();
        if (sources == null) {
            release();
            state().loop.execute(() -> onLoop(this::cleaned));
            return;
        }
        group = GroupCleaning.start(
                sources,
                Objects.requireNonNull(rules),
                order().config(),
                cleaner.settings().ioBytesEach());
        filter();
    }

    private void filter() throws IOException {
        GroupCleaning open = Objects.requireNonNull(group);
        long bytes = open.step(PIECE_BYTES);
        if (bytes >= 0) {
            later(bytes, this::filter);
            return;
        }
        Segment segment = open.finish();
        open.release();
        group = null;
        List<CleaningOrder.Source> sources = groups.remove();
        long before =
                sources.stream().mapToLong(CleaningOrder.Source::sizeBytes).sum();
        bytesBefore += before;
        bytesAfter += segment == null ? before : segment.sizeBytes();
        if (segment == null) {
            later(0, this::nextGroup);
        } else {
            List<Segment> old =
                    sources.stream().map(CleaningOrder.Source::segment).toList();
            SegmentSwap swap = new SegmentSwap(state(), old, segment, cuts);
            state().loop.execute(() -> onLoop(() -> swapIn(swap, segment)));
        }
    }

    // Turns of the loop, with the folder forced in between.

    private void swapIn(SegmentSwap swap, Segment segment) throws IOException {
        if (!swap.promise()) {
            outrun(segment);
            return;
        }
        forced(() -> {
            if (!swap.replace()) {
                outrun(segment);
                return;
            }
            forced(() -> {
                swap.settle();
                // Another cleaning may begin with the same segment.
                forced(() -> later(0, this::nextGroup));
            });
        });
    }

    private void forced(Work next) {
        environment
                .diskPool()
                .execute(() -> onPool(() -> {
                    state().files.disk().forceFolder(state().files.folder());
                    state().loop.execute(() -> onLoop(next));
                }));
    }

    private void outrun(Segment segment) {
        if (!state().isUsable()) {
            end(Outcome.OUTRUN);
            return;
        }
        environment
                .diskPool()
                .execute(() -> onPool(() -> {
                    GroupCleaning.discard(state().files, segment.baseOffset());
                    state().loop.execute(() -> end(Outcome.OUTRUN));
                }));
    }

    private void cleaned() {
        LogState state = state();
        if (!state.isUsable() || state.cuts != cuts) {
            end(Outcome.OUTRUN);
            return;
        }
        if (mappedOffset >= order().firstDirtyOffset()) {
            state.cleanedTo(mappedOffset + 1);
        }
        LOG.info(
                "{}: cleaned from offset {} to {}, {} bytes became {}",
                state.partition,
                order().firstDirtyOffset(),
                mappedOffset + 1,
                bytesBefore,
                bytesAfter);
        cleaner.finished(figures());
        state.directory.saveRecoveryPoints().whenComplete((done, failure) -> end(Outcome.CLEANED));
    }

    private void later(long bytes, Work work) {
        // One thread has the run at a time.
        long done = doneBytes;
        doneBytes = done + bytes;
        cleaner.pay(bytes, () -> {
            if (stopped) {
                end(Outcome.OUTRUN);
            } else {
                onPool(work);
            }
        });
    }

    private void onPool(Work work) {
        try {
            work.run();
        } catch (IOException | RuntimeException e) {
            state().loop.execute(() -> failed(e));
        } catch (Error e) {
            release();
            throw e;
        }
    }

    private void onLoop(Work work) {
        try {
            work.run();
        } catch (IOException | RuntimeException e) {
            failed(e);
        } catch (Error e) {
            release();
            throw e;
        }
    }

    private void failed(Exception e) {
        LogState state = state();
        if (!state.isUsable() || state.cuts != cuts || stopped) {
            end(Outcome.OUTRUN);
        } else if (e instanceof DamagedLogException || e instanceof CorruptBatchException) {
            LOG.error(
                    "{} is not cleaned any more until its configuration changes or the broker restarts: {}",
                    state,
                    e.getMessage());
            end(Outcome.UNCLEANABLE);
        } else if (e instanceof IOException io && Disk.isFull(io)) {
            LOG.warn("{} cannot be cleaned: the disk is full", state);
            diskFull(state);
        } else if (e instanceof IOException io) {
            state.diskFailed(io);
            end(Outcome.OUTRUN);
        } else {
            environment.faults().partitionFault(state.partition, "cleaning", e);
            end(Outcome.UNCLEANABLE);
        }
    }

    private void diskFull(LogState state) {
        GroupCleaning open = group;
        SegmentSwap swap = state.swap;
        try {
            if (swap != null) {
                swap.giveUp();
            }
            if (open != null) {
                // What was written so far is in the way of what would make room.
                open.release();
                group = null;
                GroupCleaning.discard(state.files, open.baseOffset());
            }
        } catch (IOException e) {
            state.diskFailed(e);
        }
        end(Outcome.DISK_FULL);
    }

    private void end(Outcome outcome) {
        release();
        cleaner.ended(log, this, outcome);
    }

    private void release() {
        DirtyScan openScan = scan;
        if (openScan != null) {
            openScan.close();
            scan = null;
        }
        GroupCleaning openGroup = group;
        if (openGroup != null) {
            openGroup.release();
            group = null;
        }
        DedupeMap keys = map;
        if (keys != null) {
            keys.close();
            map = null;
        }
    }
}
