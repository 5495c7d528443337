/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.partition;

import io.odradek.protocol.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * Stays at a partition between the fetches of a session and tells once, after each read, that there is something new: so
 * the partitions of which nobody says anything need not be looked at. Everything but the making happens on the
 * partition's loop. Made by the session with its first fetch of the partition, and ended with it.
 */
public final class FetchWatch implements ParkedFetches.Listener {
    private final FetchReader reader;
    private final Listener listener;
    /** Where {@link #end} has to go; a watch changes its partition only if that is made anew, on the same loop. */
    private volatile @Nullable Partition lastAt;

    private volatile boolean ended;

    private @Nullable Partition at;
    private long readableEnd;
    private long highWatermark;
    private long logStart;
    private boolean toldNews;
    private boolean toldUrgent;

    /** Gets the news, on the partition's loop. */
    @FunctionalInterface
    public interface Listener {
        /**
         * The partition has something that its last read did not tell.
         *
         * @param urgent whether a fetch should be answered now; else the next one will do
         */
        void news(boolean urgent);
    }

    public FetchWatch(FetchReader reader, Listener listener) {
        this.reader = reader;
        this.listener = listener;
    }

    /** Before a read, so that nothing which comes after it is missed. */
    void arm(Partition partition) {
        assert partition.loop().inEventLoop();
        if (at != partition) {
            leave();
            // In this order, and the other one in end(): whoever comes second sees the first.
            lastAt = partition;
            if (!ended) {
                at = partition;
                partition.parkedFetches().park(this);
            }
        }
        readableEnd = partition.readableEnd(reader);
        highWatermark = partition.highWatermark();
        logStart = partition.knownLogStart();
        toldNews = false;
        toldUrgent = false;
    }

    /** After a read. What it left behind, for want of bytes or quota, is as good as new. */
    void read(FetchAsk ask, Fetched fetched) {
        boolean empty =
                fetched.error() == ErrorCode.NONE && fetched.divergingEpoch() == null && fetched.sizeBytes() == 0;
        if (readableEnd == Partition.HELD_UP || (empty && readableEnd > ask.fetchOffset())) {
            tell(false);
        }
    }

    @Override
    public void readable(Partition partition) {
        if (partition.readableEnd(reader) != readableEnd) {
            tell(true);
        } else if (partition.highWatermark() != highWatermark || partition.knownLogStart() != logStart) {
            tell(false);
        }
    }

    private void tell(boolean urgent) {
        if (!ended && !toldUrgent && (urgent || !toldNews)) {
            toldNews = true;
            toldUrgent = urgent;
            listener.news(urgent);
        }
    }

    /** Nothing more is to be told; any thread may call. */
    public void end() {
        ended = true;
        Partition last = lastAt;
        if (last != null) {
            ShardLoops.run(last.loop(), this::leave);
        }
    }

    private void leave() {
        if (at != null) {
            at.parkedFetches().leave(this);
            at = null;
        }
    }
}
