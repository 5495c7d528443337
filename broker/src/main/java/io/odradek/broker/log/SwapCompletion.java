/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import io.odradek.protocol.record.RecordBatch;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A rewrite of segments that was cut off after its result was ready: a {@code .swap} file takes the place of the
 * segments whose offsets it covers. Batches keep their offsets in a rewrite, so the last one tells how far it reaches.
 */
final class SwapCompletion {
    private SwapCompletion() {}

    static void complete(PartitionFiles files, String swapName) throws IOException {
        Path swap = files.folder().resolve(swapName);
        String name = swapName.substring(0, swapName.length() - PartitionFiles.SWAP_ENDING.length());
        Long base = PartitionFiles.offsetIn(name, PartitionFiles.LOG_ENDING);
        if (base != null) {
            long reach = lastOffset(files.disk(), swap, base);
            for (long replaced : LogListing.of(files).segments()) {
                if (replaced >= base && replaced <= reach) {
                    removeSegment(files, replaced);
                }
            }
        }
        files.disk().rename(swap, files.folder().resolve(name));
    }

    private static long lastOffset(Disk disk, Path swap, long base) throws IOException {
        long last = base;
        try (DiskFile file = disk.open(swap, Disk.Mode.READ);
                BatchWalk walk = new BatchWalk(file, 0, file.sizeBytes(), RecordBatch.HEADER_BYTES)) {
            while (walk.next()) {
                last = walk.lastOffset();
            }
        }
        return last;
    }

    private static void removeSegment(PartitionFiles files, long base) throws IOException {
        Disk disk = files.disk();
        disk.delete(files.log(base));
        disk.delete(files.offsetIndex(base));
        disk.delete(files.timeIndex(base));
        disk.delete(files.transactionIndex(base));
    }
}
