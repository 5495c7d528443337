/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator;

import io.odradek.protocol.record.RecordBatch;
import java.util.ArrayList;
import java.util.List;

/**
 * What was decided since the last append: records that are applied and will be one batch, and whoever is to be told when
 * they are committed. Owned by the shard's writing and its loop; its records are bounded by the size of a batch, the
 * answers by the requests that connections may have in flight.
 */
final class OpenTurn {
    private List<EncodedRecords> decisions = new ArrayList<>();
    private List<Effect> told = new ArrayList<>();
    private long bytesMax = RecordBatch.HEADER_BYTES;

    static boolean fitsBatch(EncodedRecords decision, int batchBytesMax) {
        return RecordBatch.HEADER_BYTES + decision.bytesMax() <= batchBytesMax;
    }

    boolean hasRoomFor(EncodedRecords decision, int batchBytesMax) {
        return bytesMax + decision.bytesMax() <= batchBytesMax;
    }

    void add(EncodedRecords decision) {
        decisions.add(decision);
        bytesMax += decision.bytesMax();
    }

    /** To be told with the rest, also if it has stored nothing itself: it has seen what the others stored. */
    void add(Effect waiting) {
        told.add(waiting);
    }

    /** Whether anything has been applied whose end is not known. */
    boolean isOpen() {
        return hasRecords() || !told.isEmpty();
    }

    boolean hasRecords() {
        return !decisions.isEmpty();
    }

    List<EncodedRecords> takeRecords() {
        List<EncodedRecords> taken = decisions;
        decisions = new ArrayList<>();
        bytesMax = RecordBatch.HEADER_BYTES;
        return taken;
    }

    List<Effect> takeTold() {
        List<Effect> taken = told;
        told = new ArrayList<>();
        return taken;
    }
}
