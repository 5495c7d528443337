/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** The segments and producer snapshots in a partition's folder, by their offsets, ascending. */
final class LogListing {
    private final long[] segments;
    private final long[] snapshots;

    private LogListing(long[] segments, long[] snapshots) {
        this.segments = segments;
        this.snapshots = snapshots;
    }

    /** Borrowed, not to be changed. */
    long[] segments() {
        return segments;
    }

    /** Borrowed, not to be changed. */
    long[] snapshots() {
        return snapshots;
    }

    static LogListing of(PartitionFiles files) throws IOException {
        return of(files.disk().list(files.folder()));
    }

    private static LogListing of(List<String> names) {
        return new LogListing(
                offsets(names, PartitionFiles.LOG_ENDING), offsets(names, PartitionFiles.SNAPSHOT_ENDING));
    }

    private static long[] offsets(List<String> names, String ending) {
        long[] found = new long[names.size()];
        int count = 0;
        for (String name : names) {
            Long offset = PartitionFiles.offsetIn(name, ending);
            if (offset != null) {
                found[count++] = offset;
            }
        }
        long[] offsets = Arrays.copyOf(found, count);
        Arrays.sort(offsets);
        return offsets;
    }

    /** Removes what a delete or a rewrite that did not finish has left, and finishes a swap that had begun. */
    static LogListing tidied(PartitionFiles files) throws IOException {
        List<String> names = files.disk().list(files.folder());
        boolean changed = false;
        for (String name : names) {
            if (name.endsWith(PartitionFiles.DELETED_ENDING) || name.endsWith(".tmp")) {
                files.disk().delete(files.folder().resolve(name));
                changed = true;
            }
        }
        changed |= SwapCompletion.run(files, names);
        return changed ? of(files) : of(names);
    }
}
