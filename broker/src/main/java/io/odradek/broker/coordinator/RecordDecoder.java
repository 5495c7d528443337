/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Reads the records of one stretch of a coordinator's log, in their order. Belongs to one thread. */
@FunctionalInterface
public interface RecordDecoder {
    /**
     * Null if that type of record is not known, and is to be passed over. The buffers are good until the next call.
     *
     * @throws RuntimeException if a record of a type that is known cannot be read
     */
    @Nullable
    CoordinatorRecord decode(ByteBuffer key, @Nullable ByteBuffer value);
}
