/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import io.odradek.protocol.record.CorruptBatchException;
import io.odradek.protocol.record.RecordBatch;
import io.odradek.protocol.record.RecordCursor;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The one record of a control batch that ends a transaction. */
public record EndMarker(boolean committed, int coordinatorEpoch) {
    private static final short ABORT = 0;
    private static final short COMMIT = 1;
    private static final int PAYLOAD_BYTES_MAX = 1 << 16;

    /** Null if the control batch is of another kind. The batch must be whole. */
    public static @Nullable EndMarker of(RecordBatch batch) {
        try (RecordCursor records = RecordCursor.over(batch, PAYLOAD_BYTES_MAX)) {
            ByteBuffer key = records.next() ? records.key() : null;
            ByteBuffer value = key == null ? null : records.value();
            if (key == null || key.remaining() < 4 || value == null || value.remaining() < 6) {
                return null;
            }
            short type = key.getShort(key.position() + 2);
            int coordinatorEpoch = value.getInt(value.position() + 2);
            return type == COMMIT || type == ABORT ? new EndMarker(type == COMMIT, coordinatorEpoch) : null;
        } catch (CorruptBatchException e) {
            return null;
        }
    }
}
