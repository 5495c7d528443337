/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.partition;

import io.netty.util.concurrent.Future;
import io.odradek.broker.partition.PartitionOffsets.Deleted;
import io.odradek.protocol.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Deletions of records that wait until every live replica has deleted as much. Owned by the partition and its loop; what
 * moves the low watermark completes them, what ends the leadership fails them. Bounded by the requests that connections
 * may have in flight.
 */
final class ParkedDeletes {
    private static final long UNKNOWN = -1;

    private final Partition partition;
    private final List<Parked> waiting = new ArrayList<>(0);

    ParkedDeletes(Partition partition) {
        this.partition = partition;
    }

    private static final class Parked {
        private final long offset;
        private final CompletableFuture<Deleted> answer = new CompletableFuture<>();
        private @Nullable Future<?> deadline;

        Parked(long offset) {
            this.offset = offset;
        }

        void finish(Deleted deleted) {
            if (deadline != null) {
                deadline.cancel(false);
            }
            answer.complete(deleted);
        }
    }

    CompletionStage<Deleted> park(long offset, int timeoutMs) {
        Parked parked = new Parked(offset);
        parked.deadline =
                partition.loop().schedule(() -> expire(parked), Math.max(timeoutMs, 0), TimeUnit.MILLISECONDS);
        waiting.add(parked);
        return parked.answer;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    void completeUpTo(long lowWatermark) {
        for (int i = waiting.size() - 1; i >= 0; i--) {
            if (waiting.get(i).offset <= lowWatermark) {
                waiting.remove(i).finish(new Deleted(ErrorCode.NONE, lowWatermark));
            }
        }
    }

    void failAll(ErrorCode reason) {
        List<Parked> failed = List.copyOf(waiting);
        waiting.clear();
        failed.forEach(parked -> parked.finish(new Deleted(reason, UNKNOWN)));
    }

    /** A broker that was waited for may have died meanwhile. */
    private void expire(Parked parked) {
        if (waiting.remove(parked)) {
            long lowWatermark = partition.lowWatermark();
            ErrorCode error = lowWatermark >= parked.offset ? ErrorCode.NONE : ErrorCode.REQUEST_TIMED_OUT;
            parked.finish(new Deleted(error, lowWatermark));
        }
    }
}
