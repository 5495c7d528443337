/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.faults.check;

import java.util.List;

/**
 * The files of one replica, read after its broker has stopped.
 *
 * @param batches of all segments, in the order of their bytes
 * @param restBytes behind the last whole batch
 */
public record ReplicaContent(
        int broker, int partition, List<Batch> batches, long restBytes, List<EpochStart> epochs, long highWatermark) {

    public ReplicaContent {
        batches = List.copyOf(batches);
        epochs = List.copyOf(epochs);
    }
}
