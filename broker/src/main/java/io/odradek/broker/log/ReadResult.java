/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import io.odradek.protocol.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/** What a read of the log found. */
public sealed interface ReadResult {
    /** The bytes from the batch that holds the offset on; null if there are none below the bound. Released by the taker. */
    record Read(@Nullable LogSlice slice) implements ReadResult {}

    /** The offset is not in the log: below its start or above its end. */
    record OutOfRange(long logStartOffset, long logEndOffset) implements ReadResult {}

    /** The bytes may not be in memory: ask again with {@code readCold}, which leaves the loop alone. */
    record Cold() implements ReadResult {}

    /** The disk failed, or what it holds is damaged. */
    record Failed(ErrorCode error, String message) implements ReadResult {}
}
