/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Takes segment files away: out of sight at once, off the disk after file.delete.delay.ms. */
final class SegmentRemoval {
    private SegmentRemoval() {}

    static void later(LogState state, List<Segment> segments) throws IOException {
        List<Path> paths = new ArrayList<>();
        for (Segment segment : segments) {
            segment.forgetHandles();
            paths.addAll(pathsWithSnapshot(state, segment));
        }
        filesLater(state, paths);
    }

    /** Nobody uses them any more, but for who holds them open. */
    static void filesLater(LogState state, List<Path> paths) throws IOException {
        List<Path> renamed = new ArrayList<>();
        for (Path path : paths) {
            // Not every segment has every file.
            if (state.files.disk().exists(path)) {
                Path deleted = path.resolveSibling(path.getFileName() + PartitionFiles.DELETED_ENDING);
                state.files.disk().rename(path, deleted);
                renamed.add(deleted);
            }
        }
        Runnable delete = () -> delete(state, renamed);
        var unused = state.loop.schedule(
                () -> state.environment.diskPool().execute(delete),
                state.config.retention().fileDeleteDelayMs(),
                TimeUnit.MILLISECONDS);
    }

    /** For a cut: what is below the cut must never be seen again, not even after a crash in between. */
    static void now(LogState state, List<Segment> segments) throws IOException {
        // From the end, so that a crash in between leaves no gap.
        for (int i = segments.size() - 1; i >= 0; i--) {
            segments.get(i).forgetHandles();
            for (Path path : pathsWithSnapshot(state, segments.get(i))) {
                state.files.disk().delete(path);
            }
        }
    }

    private static List<Path> pathsWithSnapshot(LogState state, Segment segment) {
        List<Path> paths = new ArrayList<>(segment.paths());
        paths.add(state.files.snapshot(segment.baseOffset()));
        return paths;
    }

    private static void delete(LogState state, List<Path> files) {
        try {
            for (Path file : files) {
                state.files.disk().delete(file);
            }
        } catch (IOException e) {
            state.directory.fail(e);
        }
    }
}
