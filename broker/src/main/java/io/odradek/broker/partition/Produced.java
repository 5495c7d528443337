/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.partition;

import io.odradek.broker.log.AppendResult;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.record.RecordError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a producer is told of one batch. Offsets that are not known are -1. */
public record Produced(
        ErrorCode error,
        long baseOffset,
        long logAppendTimeMs,
        long logStartOffset,
        @Nullable String message,
        List<RecordError> recordErrors) {
    private static final long UNKNOWN = -1;

    static Produced refused(ErrorCode error) {
        return new Produced(error, UNKNOWN, UNKNOWN, UNKNOWN, null, List.of());
    }

    static Produced at(long baseOffset, long logAppendTimeMs, long logStartOffset) {
        return new Produced(ErrorCode.NONE, baseOffset, logAppendTimeMs, logStartOffset, null, List.of());
    }

    /** Kafka tells the log's start together with what is wrong with the records, not with the batch or the log. */
    static Produced refused(AppendResult.Rejected rejected, long logStartOffset) {
        boolean ofTheRecords = switch (rejected.error()) {
            case CORRUPT_MESSAGE, MESSAGE_TOO_LARGE, RECORD_LIST_TOO_LARGE, KAFKA_STORAGE_ERROR -> false;
            default -> true;
        };
        return new Produced(
                rejected.error(),
                UNKNOWN,
                UNKNOWN,
                ofTheRecords ? logStartOffset : UNKNOWN,
                rejected.message(),
                rejected.recordErrors());
    }

    /** The batch is in the log, but what was to come after that went wrong. */
    Produced failed(ErrorCode late) {
        return new Produced(late, baseOffset, logAppendTimeMs, logStartOffset, null, List.of());
    }

    /** Told once, on the partition's loop. */
    @FunctionalInterface
    public interface Listener {
        void produced(Produced outcome);
    }
}
