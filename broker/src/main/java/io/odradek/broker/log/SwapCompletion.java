/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import io.odradek.protocol.record.RecordBatch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a cleaner has left behind when it was cut off: the file of the batches tells how far it was. As {@code .cleaned} it
 * is not wanted yet, and goes with its indexes. As {@code .swap} it is complete and takes the place of the segments whose
 * offsets it covers; batches keep their offsets, so the last one tells how far it reaches. Under its own name it is in its
 * place, and only its indexes may still have to follow. The same from a Kafka broker means the same.
 */
final class SwapCompletion {
    private SwapCompletion() {}

    /** Brings a folder to order; whether there was anything to be done. */
    static boolean run(PartitionFiles files, List<String> names) throws IOException {
        Set<Long> bases = new TreeSet<>();
        for (String name : names) {
            if (name.endsWith(PartitionFiles.SWAP_ENDING) || name.endsWith(PartitionFiles.CLEANED_ENDING)) {
                Long base = baseOf(name.substring(0, name.lastIndexOf('.')));
                if (base == null) {
                    files.disk().delete(files.folder().resolve(name));
                } else {
                    bases.add(base);
                }
            }
        }
        for (long base : bases) {
            complete(files, base);
        }
        return !bases.isEmpty();
    }

    private static @Nullable Long baseOf(String name) {
        for (String ending : List.of(
                PartitionFiles.LOG_ENDING,
                PartitionFiles.OFFSET_INDEX_ENDING,
                PartitionFiles.TIME_INDEX_ENDING,
                PartitionFiles.TRANSACTION_INDEX_ENDING)) {
            Long base = PartitionFiles.offsetIn(name, ending);
            if (base != null) {
                return base;
            }
        }
        return null;
    }

    private static void complete(PartitionFiles files, long base) throws IOException {
        Disk disk = files.disk();
        PartitionFiles swap = files.ending(PartitionFiles.SWAP_ENDING);
        boolean promised = disk.exists(swap.log(base));
        if (disk.exists(files.ending(PartitionFiles.CLEANED_ENDING).log(base))) {
            if (!promised) {
                GroupCleaning.discard(files, base);
                return;
            }
            GroupCleaning.discardCleaned(files, base);
        }
        adoptIndexes(files, base, promised);
        if (promised) {
            removeReplaced(files, base);
            disk.forceFolder(files.folder());
            disk.rename(swap.log(base), files.log(base));
        }
        for (int i = 0; i < swap.indexes(base).size(); i++) {
            if (disk.exists(swap.indexes(base).get(i))) {
                disk.rename(swap.indexes(base).get(i), files.indexes(base).get(i));
            }
        }
    }

    /** Those that had not been renamed yet belong to the batches; where there are no batches for them, they do not. */
    private static void adoptIndexes(PartitionFiles files, long base, boolean promised) throws IOException {
        Disk disk = files.disk();
        List<Path> cleaned = files.ending(PartitionFiles.CLEANED_ENDING).indexes(base);
        List<Path> swap = files.ending(PartitionFiles.SWAP_ENDING).indexes(base);
        boolean adopted = false;
        for (int i = 0; i < cleaned.size(); i++) {
            if (disk.exists(cleaned.get(i))) {
                if (promised) {
                    disk.rename(cleaned.get(i), swap.get(i));
                    adopted = true;
                } else {
                    disk.delete(cleaned.get(i));
                }
            }
        }
        if (adopted) {
            disk.forceFolder(files.folder());
        }
    }

    private static void removeReplaced(PartitionFiles files, long base) throws IOException {
        Disk disk = files.disk();
        List<Path> swap = files.ending(PartitionFiles.SWAP_ENDING).indexes(base);
        // Beside the old batches are the old indexes; without them, what is there is the new ones, in their place
        // already.
        boolean old = disk.exists(files.log(base));
        for (int i = 0; old && i < swap.size(); i++) {
            if (!disk.exists(swap.get(i))) {
                disk.delete(files.indexes(base).get(i));
            }
        }
        long reach = lastOffset(disk, files.ending(PartitionFiles.SWAP_ENDING).log(base), base);
        for (long replaced : LogListing.of(files).segments()) {
            if (replaced > base && replaced <= reach) {
                disk.delete(files.log(replaced));
                for (Path index : files.indexes(replaced)) {
                    disk.delete(index);
                }
            }
        }
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
}
