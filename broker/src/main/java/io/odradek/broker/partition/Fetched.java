/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.partition;

import io.odradek.broker.log.AbortedTransaction;
import io.odradek.broker.log.EpochEndOffset;
import io.odradek.broker.log.LogSlice;
import io.odradek.protocol.error.ErrorCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a fetch got of one partition. Whoever holds it releases the slice. Offsets are -1 where there is an error.
 *
 * @param preferredReplica where the consumer should read instead (KIP-392), -1 for here
 * @param divergingEpoch set when the reader's last epoch ended earlier than it thinks: it has to truncate
 * @param abortedTransactions null unless the reader wants only what is committed
 */
public record Fetched(
        ErrorCode error,
        long highWatermark,
        long lastStableOffset,
        long logStartOffset,
        int preferredReplica,
        @Nullable EpochEndOffset divergingEpoch,
        @Nullable List<AbortedTransaction> abortedTransactions,
        @Nullable LogSlice slice) {
    /** No other replica is preferred. */
    static final int HERE = -1;

    private static final long UNKNOWN = -1;

    public static Fetched failed(ErrorCode error) {
        return new Fetched(error, UNKNOWN, UNKNOWN, UNKNOWN, HERE, null, null, null);
    }

    /** A partition that is not here: nothing of it was even looked at, which Kafka tells by an empty list. */
    public static Fetched missing(ErrorCode error) {
        return new Fetched(error, UNKNOWN, UNKNOWN, UNKNOWN, HERE, null, List.of(), null);
    }

    public boolean hasPreferredReplica() {
        return preferredReplica != HERE;
    }

    public int sizeBytes() {
        return slice == null ? 0 : slice.sizeBytes();
    }

    /** Whether there is something to tell at once, however few bytes there are. */
    boolean isUrgent() {
        return error != ErrorCode.NONE || divergingEpoch != null || hasPreferredReplica();
    }

    /** Whether a fetch that would take any byte is answered with it at once. */
    public boolean isWorthTelling() {
        return isUrgent() || sizeBytes() > 0;
    }

    public void release() {
        if (slice != null) {
            slice.release();
        }
    }
}
