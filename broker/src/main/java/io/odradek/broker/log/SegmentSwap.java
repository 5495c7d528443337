/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts one cleaned segment in the place of those that it was made from: three turns of the log's loop, and the folder is
 * forced to the disk after each of them, so that whatever a crash leaves can be told apart.
 *
 * <ol>
 *   <li>{@link #promise}: {@code .cleaned} becomes {@code .swap}. From here on a start completes what was begun, and
 *       before, it takes it away. The log still reads the old segments.
 *   <li>{@link #replace}: the log reads the new segment, under that name; the old ones become {@code .deleted}.
 *   <li>{@link #settle}: the name loses its ending.
 * </ol>
 *
 * <p>While it is under way, retention waits; a cut of the log {@link #takeBack takes it back} as long as it is a promise.
 */
final class SegmentSwap {
    private final LogState state;
    private final List<Segment> old;
    private final Segment cleaned;
    private final int cuts;
    private Segment current;
    private boolean replaced;

    /** @param cuts how often the log had been cut when the old segments were read */
    SegmentSwap(LogState state, List<Segment> old, Segment cleaned, int cuts) {
        this.state = state;
        this.old = old;
        this.cleaned = cleaned;
        this.current = cleaned;
        this.cuts = cuts;
    }

    /** False if the log is not what it was, and the cleaned segment is of no use. */
    boolean promise() throws IOException {
        assert state.loop.inEventLoop();
        if (!state.isUsable() || state.cuts != cuts || !state.segments().contains(old)) {
            return false;
        }
        state.swap = this;
        rename(PartitionFiles.CLEANED_ENDING, PartitionFiles.SWAP_ENDING);
        return true;
    }

    /** False if it was taken back. */
    boolean replace() throws IOException {
        assert state.loop.inEventLoop();
        if (!state.isUsable() || state.swap != this) {
            return false;
        }
        Segment swapped = cleaned.under(state.files.ending(PartitionFiles.SWAP_ENDING));
        if (!state.segments().replace(old, swapped)) {
            takeBack();
            return false;
        }
        current = swapped;
        replaced = true;
        state.replacements++;
        removeOld();
        return true;
    }

    private void removeOld() throws IOException {
        List<Path> paths = new ArrayList<>();
        for (Segment segment : old) {
            segment.forgetHandles();
            paths.addAll(segment.paths());
            if (segment != old.get(0)) {
                paths.add(state.files.snapshot(segment.baseOffset()));
            }
        }
        SegmentRemoval.filesLater(state, paths);
    }

    void settle() throws IOException {
        assert state.loop.inEventLoop();
        state.swap = null;
        Segment last = state.segments().active();
        if (!state.isUsable() || !state.segments().contains(List.of(current))) {
            return;
        }
        if (last == current) {
            // It was cut and is appended to: a force that is under way looks for it under its name of now.
            state.cutSinceForce = Math.min(state.cutSinceForce, current.baseOffset());
            current.folderChanged();
        }
        current.writeIndexes();
        current.forgetHandles();
        rename(PartitionFiles.SWAP_ENDING, "");
        state.segments().replace(List.of(current), current.under(state.files));
        state.replacements++;
    }

    /** The disk refuses to go on with it. */
    void giveUp() throws IOException {
        takeBack();
        state.swap = null;
    }

    /** Before the log is cut. Once replaced, the new segment is cut like any other. */
    void takeBack() throws IOException {
        if (!replaced) {
            state.swap = null;
            rename(PartitionFiles.SWAP_ENDING, PartitionFiles.CLEANED_ENDING);
            Segment active = state.segments().active();
            if (active != null) {
                active.folderChanged();
            }
        }
    }

    /** The file of the batches first: its name says what the others are good for. */
    private void rename(String from, String to) throws IOException {
        PartitionFiles before = state.files.ending(from);
        PartitionFiles after = state.files.ending(to);
        long base = cleaned.baseOffset();
        state.files.disk().rename(before.log(base), after.log(base));
        for (int i = 0; i < before.indexes(base).size(); i++) {
            Path index = before.indexes(base).get(i);
            if (state.files.disk().exists(index)) {
                state.environment.handles().forget(after.indexes(base).get(i));
                state.files.disk().rename(index, after.indexes(base).get(i));
            }
        }
        state.environment.handles().forgetAll(cleaned.paths());
    }
}
