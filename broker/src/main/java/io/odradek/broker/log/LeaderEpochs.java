/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which leader epoch began at which offset, for one log: Kafka's leader-epoch-checkpoint. Owned by the partition's loop;
 * read from the file when it is first asked, not when a leader is named. An epoch that was assigned but in which nothing
 * has been appended is kept in memory only; the file follows with its first batch.
 */
public final class LeaderEpochs {
    /** Finds the epochs in the log itself when the file is damaged. */
    @FunctionalInterface
    interface Rebuild {
        void into(LeaderEpochs epochs) throws IOException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(LeaderEpochs.class);
    private static final String VERSION = "0";

    private final PartitionFiles files;
    private final Rebuild rebuild;
    private final Consumer<IOException> onFailure;

    // Both ascend. Null until the file was read; an epoch assigned before that waits in the two fields below.
    private int @Nullable [] epochs;
    private long[] starts = {};
    private int size;
    private int assignedEpoch = EpochEndOffset.UNDEFINED_EPOCH;
    private long assignedStart;

    private boolean unsaved;
    private boolean unforced;

    LeaderEpochs(PartitionFiles files, Rebuild rebuild, Consumer<IOException> onFailure) {
        this.files = files;
        this.rebuild = rebuild;
        this.onFailure = onFailure;
    }

    /**
     * Notes that the epoch begins at the offset, unless it is the last one known. Entries that this contradicts (later
     * epochs, later starts) are dropped.
     */
    public void assign(int leaderEpoch, long startOffset) {
        if (leaderEpoch < 0 || leaderEpoch == assignedEpoch) {
            return;
        }
        if (epochs == null && assignedEpoch == EpochEndOffset.UNDEFINED_EPOCH) {
            assignedEpoch = leaderEpoch;
            assignedStart = startOffset;
            return;
        }
        load();
        put(leaderEpoch, startOffset);
    }

    /** The last epoch known, or {@link EpochEndOffset#UNDEFINED_EPOCH}. */
    public int latestEpoch() {
        int[] known = load();
        return size == 0 ? EpochEndOffset.UNDEFINED_EPOCH : known[size - 1];
    }

    /** The last epoch not above the one asked for, and the offset at which it ended, given where the log ends. */
    public EpochEndOffset endOffsetFor(int leaderEpoch, long logEndOffset) {
        if (leaderEpoch < 0) {
            return EpochEndOffset.UNDEFINED;
        }
        int[] known = load();
        if (size > 0 && known[size - 1] == leaderEpoch) {
            return new EpochEndOffset(leaderEpoch, logEndOffset);
        }
        int above = firstAbove(leaderEpoch);
        if (above == size) {
            return EpochEndOffset.UNDEFINED;
        }
        return new EpochEndOffset(above == 0 ? leaderEpoch : known[above - 1], starts[above]);
    }

    /** The epoch in which the record of an offset was appended, or {@link EpochEndOffset#UNDEFINED_EPOCH}. */
    public int epochOf(long offset) {
        int[] known = load();
        int at = size - 1;
        while (at >= 0 && starts[at] > offset) {
            at--;
        }
        return at < 0 ? EpochEndOffset.UNDEFINED_EPOCH : known[at];
    }

    /** Before a batch of this epoch is written at the offset: the file names the epoch from now on. */
    void append(int leaderEpoch, long offset) throws IOException {
        if (epochs != null && !unsaved && size > 0 && epochs[size - 1] == leaderEpoch) {
            return;
        }
        assign(leaderEpoch, offset);
        load();
        save();
    }

    void truncateFromEnd(long endOffset) throws IOException {
        load();
        while (size > 0 && starts[size - 1] >= endOffset) {
            size--;
            unsaved = true;
        }
        save();
    }

    /** The epoch at the new start stays, moved up to it. */
    void truncateFromStart(long startOffset) throws IOException {
        int[] known = load();
        int keep = 0;
        while (keep + 1 < size && starts[keep + 1] <= startOffset) {
            keep++;
        }
        if (size > 0 && (keep > 0 || starts[0] < startOffset)) {
            System.arraycopy(known, keep, known, 0, size - keep);
            System.arraycopy(starts, keep, starts, 0, size - keep);
            size -= keep;
            starts[0] = startOffset;
            unsaved = true;
        }
        save();
    }

    /** What is known cannot be true: the batches tell. */
    void rebuildFromBatches() throws IOException {
        load();
        size = 0;
        rebuild.into(this);
        unsaved = true;
    }

    void clear() throws IOException {
        load();
        unsaved |= size > 0;
        size = 0;
        save();
    }

    void save() throws IOException {
        if (!unsaved) {
            return;
        }
        int[] known = load();
        StringBuilder text = new StringBuilder();
        text.append(VERSION).append('\n').append(size).append('\n');
        for (int i = 0; i < size; i++) {
            text.append(known[i]).append(' ').append(starts[i]).append('\n');
        }
        SmallFile.replaceText(files.disk(), files.leaderEpochs(), text.toString(), false);
        unsaved = false;
        unforced = true;
    }

    /** True once after the file was written: whoever forces the log forces it, too. */
    boolean takeUnforced() {
        boolean taken = unforced;
        unforced = false;
        return taken;
    }

    private void put(int leaderEpoch, long startOffset) {
        int[] known = load();
        if (size > 0 && known[size - 1] == leaderEpoch && starts[size - 1] <= startOffset) {
            return;
        }
        while (size > 0 && (known[size - 1] >= leaderEpoch || starts[size - 1] >= startOffset)) {
            size--;
        }
        if (size == known.length) {
            epochs = known = Arrays.copyOf(known, size * 2 + 1);
            starts = Arrays.copyOf(starts, size * 2 + 1);
        }
        known[size] = leaderEpoch;
        starts[size] = startOffset;
        size++;
        unsaved = true;
    }

    private int firstAbove(int leaderEpoch) {
        int[] known = load();
        int at = size;
        while (at > 0 && known[at - 1] > leaderEpoch) {
            at--;
        }
        return at;
    }

    private int[] load() {
        int[] known = epochs;
        if (known != null) {
            return known;
        }
        epochs = new int[0];
        try {
            read();
        } catch (IOException e) {
            epochs = null;
            onFailure.accept(e);
            throw new LogStorageException(files.leaderEpochs() + " cannot be read", e);
        }
        if (assignedEpoch != EpochEndOffset.UNDEFINED_EPOCH) {
            put(assignedEpoch, assignedStart);
            assignedEpoch = EpochEndOffset.UNDEFINED_EPOCH;
        }
        return epochs == null ? new int[0] : epochs;
    }

    private void read() throws IOException {
        String text;
        try {
            text = SmallFile.readText(files.disk(), files.leaderEpochs());
        } catch (NoSuchFileException e) {
            return;
        }
        try {
            parse(text);
            unsaved = false;
        } catch (IllegalArgumentException e) {
            LOG.warn("{} is damaged ({}) and is rebuilt from the log's batches", files.leaderEpochs(), e.getMessage());
            size = 0;
            rebuild.into(this);
            unsaved = true;
        }
    }

    private void parse(String text) {
        LineCursor lines = new LineCursor(text);
        if (!lines.next().equals(VERSION)) {
            throw new IllegalArgumentException("its version is not " + VERSION);
        }
        int count = Integer.parseInt(lines.next());
        for (int i = 0; i < count; i++) {
            String line = lines.next();
            int space = line.indexOf(' ');
            if (space < 0) {
                throw new IllegalArgumentException("a line is not epoch and offset");
            }
            put(Integer.parseInt(line, 0, space, 10), Long.parseLong(line, space + 1, line.length(), 10));
        }
        lines.expectEnd();
        if (!text.endsWith("\n")) {
            // The file is not forced before it takes its place: an offset without its last digits is one all the same.
            throw new IllegalArgumentException("its last line has no end");
        }
    }

    @Override
    public String toString() {
        return "LeaderEpochs(" + Arrays.toString(epochs) + " from " + Arrays.toString(starts) + ")";
    }
}
