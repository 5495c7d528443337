/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.protocol.record;

import io.odradek.protocol.error.ErrorCode;
import java.util.List;

/** What the rules say to a batch. */
public sealed interface BatchValidation {
    /**
     * The batch as it is to be stored, but for its offsets and leader epoch.
     *
     * @param reencoded when true, the batch stands in a buffer of its own, which the taker releases; else it stands
     *     where it came
     */
    record Valid(RecordBatch batch, boolean reencoded) implements BatchValidation {}

    /** Nothing of it may be stored. */
    record Rejected(ErrorCode error, String message, List<RecordError> recordErrors) implements BatchValidation {}
}
