/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.partition;

import io.odradek.broker.log.AbortedTransaction;
import io.odradek.broker.log.EpochEndOffset;
import io.odradek.broker.log.PartitionLog;
import io.odradek.broker.log.ReadResult;
import io.odradek.protocol.error.ErrorCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How far which reader may read, and what a read of the log means to it. Functions, called on the partition's loop. */
final class FetchBounds {
    private FetchBounds() {}

    /** Followers copy everything; consumers see what is on all replicas in sync, or what is decided as well. */
    static long upperBound(PartitionLog log, FetchReader reader) {
        if (reader.readsToTheEnd()) {
            return log.logEndOffset();
        }
        return reader.readCommitted() ? log.lastStableOffset() : log.highWatermark();
    }

    /** Set if the reader's last epoch ended before the offset it asks for, or is not known here at all. */
    static @Nullable Fetched diverging(PartitionLog log, FetchAsk ask) {
        EpochEndOffset end = log.leaderEpochs().endOffsetFor(ask.lastFetchedEpoch(), log.logEndOffset());
        if (end.endOffset() == EpochEndOffset.UNDEFINED_OFFSET || end.leaderEpoch() == EpochEndOffset.UNDEFINED_EPOCH) {
            return Fetched.failed(ErrorCode.OFFSET_OUT_OF_RANGE);
        }
        if (ask.fetchOffset() < log.logStartOffset()) {
            return Fetched.failed(ErrorCode.OFFSET_OUT_OF_RANGE);
        }
        if (end.leaderEpoch() < ask.lastFetchedEpoch() || end.endOffset() < ask.fetchOffset()) {
            return nothing(log, Fetched.HERE, end);
        }
        return null;
    }

    /** Where the log stands, and what to do instead of reading it. */
    static Fetched nothing(PartitionLog log, int preferredReplica, @Nullable EpochEndOffset diverging) {
        return new Fetched(
                ErrorCode.NONE,
                log.highWatermark(),
                log.lastStableOffset(),
                log.logStartOffset(),
                preferredReplica,
                diverging,
                null,
                null);
    }

    /** Null for a cold read. */
    static @Nullable Fetched fetched(PartitionLog log, FetchAsk ask, FetchReader reader, ReadResult result) {
        if (result instanceof ReadResult.Cold) {
            return null;
        }
        if (result instanceof ReadResult.OutOfRange) {
            return Fetched.failed(ErrorCode.OFFSET_OUT_OF_RANGE);
        }
        if (result instanceof ReadResult.Failed failed) {
            return Fetched.failed(failed.error());
        }
        ReadResult.Read read = (ReadResult.Read) result;
        return new Fetched(
                ErrorCode.NONE,
                log.highWatermark(),
                log.lastStableOffset(),
                log.logStartOffset(),
                Fetched.HERE,
                null,
                aborted(log, ask, reader, read),
                read.slice());
    }

    /** Transactions aborted within what was read; how far that goes is known only up to the reader's bound. */
    private static @Nullable List<AbortedTransaction> aborted(
            PartitionLog log, FetchAsk ask, FetchReader reader, ReadResult.Read read) {
        if (reader.readsToTheEnd() || !reader.readCommitted()) {
            return null;
        }
        return read.slice() == null ? List.of() : log.abortedTransactions(ask.fetchOffset(), log.lastStableOffset());
    }
}
