/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.protocol.wire;

import io.netty.util.ReferenceCounted;

/**
 * Record batches as they stand on the wire and on disk, opaque to the codec: a slice of a buffer ({@link BufRecords})
 * or of a log file. Whoever holds one holds a reference and releases it.
 */
public interface Records extends ReferenceCounted {
    int sizeBytes();
}
