/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.record.RecordError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of an append. */
public sealed interface AppendResult {
    long NO_TIMESTAMP = -1;

    /** The batches stand in the log. {@code logAppendTimeMs} is -1 unless the topic stamps records on append. */
    record Appended(long firstOffset, long lastOffset, long logAppendTimeMs, long logStartOffset)
            implements AppendResult {}

    /** The producer sent this batch before; it stands at these offsets. */
    record Duplicate(long firstOffset, long lastOffset, long logAppendTimeMs, long logStartOffset)
            implements AppendResult {}

    /** Nothing was appended. */
    record Rejected(ErrorCode error, @Nullable String message, List<RecordError> recordErrors) implements AppendResult {
        public Rejected(ErrorCode error, @Nullable String message) {
            this(error, message, List.of());
        }
    }
}
