/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Finds the batch that holds an offset in one segment file. Stateless; used on the loop and on the disk pool. */
final class BatchSearch {
    private BatchSearch() {}

    /** Where a batch stands. */
    record Found(long position, int lengthBytes, long baseOffset) {}

    /** The first batch that ends at or after the offset; null if all end before it. */
    static @Nullable Found locate(DiskFile file, OffsetIndex index, long offset, long sizeBytes) throws IOException {
        int from = index.floor(offset).position();
        try (BatchWalk walk = new BatchWalk(file, from, sizeBytes, BatchWalk.SMALL_WINDOW_BYTES)) {
            while (walk.next()) {
                if (walk.lastOffset() >= offset) {
                    return new Found(walk.position(), walk.batchBytes(), walk.baseOffset());
                }
            }
            if (walk.damage() != null) {
                throw new DamagedLogException(walk.damage() + " at position " + walk.position());
            }
            return null;
        }
    }
}
