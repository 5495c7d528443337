/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import java.io.IOException;
import java.lang.ref.SoftReference;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file of fixed-size entries with ascending keys at their start. Entries that are appended gather in memory and are
 * written together. Neither mapped nor preallocated; the file is made with its first write. Used by one thread at a time.
 */
final class IndexFile {
    private static final int PENDING_ENTRIES_MIN = 8;
    private static final int PENDING_ENTRIES_MAX = 128;
    private static final int BLOCK_ENTRIES = 256;
    private static final int UNKNOWN = -1;

    private final FileHandles files;
    private final Path path;
    private final int entryBytes;
    private int written = UNKNOWN;
    private @Nullable ByteBuffer pending;
    /** What was read last, which whoever reads on will ask for again; gone when memory is short. */
    private @Nullable SoftReference<Block> lastBlock;

    private record Block(int first, ByteBuffer entries) {}

    IndexFile(FileHandles files, Path path, int entryBytes) {
        this.files = files;
        this.path = path;
        this.entryBytes = entryBytes;
    }

    Path path() {
        return path;
    }

    int entries() throws IOException {
        return written() + pendingEntries();
    }

    /** Room for one more entry, which the caller fills. */
    ByteBuffer append() throws IOException {
        ByteBuffer buffer = pending;
        if (buffer == null) {
            buffer = ByteBuffer.allocate(PENDING_ENTRIES_MIN * entryBytes);
        } else if (!buffer.hasRemaining()) {
            if (buffer.capacity() < PENDING_ENTRIES_MAX * entryBytes) {
                buffer = ByteBuffer.allocate(buffer.capacity() * 4).put(buffer.flip());
            } else {
                write();
                buffer = ByteBuffer.allocate(PENDING_ENTRIES_MAX * entryBytes);
            }
        }
        pending = buffer;
        return buffer;
    }

    /** Brings everything to the file, which exists afterwards. */
    void write() throws IOException {
        ByteBuffer buffer = pending;
        if (buffer == null && files.exists(path)) {
            return;
        }
        int before = written();
        OpenFile file = files.acquireOrCreate(path);
        try {
            if (buffer != null) {
                int count = buffer.position() / entryBytes;
                file.file().write(buffer.duplicate().flip(), (long) before * entryBytes);
                written = before + count;
                pending = null;
            }
        } finally {
            file.release();
        }
    }

    /** Entries that could not be written are dropped: the index is only sparser for it. */
    void dropPending() {
        pending = null;
    }

    void truncateTo(int entries) throws IOException {
        int before = written();
        if (entries >= before) {
            ByteBuffer buffer = pending;
            if (buffer != null) {
                buffer.position(Math.min(buffer.position(), (entries - before) * entryBytes));
            }
            return;
        }
        pending = null;
        lastBlock = null;
        OpenFile file = files.acquireOrCreate(path);
        try {
            file.file().truncate((long) entries * entryBytes);
            written = entries;
        } finally {
            file.release();
        }
    }

    /** One entry, in a buffer of its own. */
    ByteBuffer entry(int number) throws IOException {
        int inFile = written();
        ByteBuffer buffer = pending;
        if (number >= inFile && buffer != null) {
            return buffer.duplicate().position(0).slice((number - inFile) * entryBytes, entryBytes);
        }
        Block near = lastBlock();
        if (near != null && number >= near.first && number < near.first + count(near)) {
            return near.entries.slice((number - near.first) * entryBytes, entryBytes);
        }
        return read(number, 1);
    }

    /** The number of the last entry whose key is at most the given one, or -1. */
    int floor(long key) throws IOException {
        int inFile = written();
        ByteBuffer buffer = pending;
        if (buffer != null && buffer.position() > 0 && key(buffer, 0) <= key) {
            return inFile + floorIn(buffer, pendingEntries(), key);
        }
        if (inFile == 0) {
            return -1;
        }
        Block near = lastBlock();
        Block block = near != null && holds(near, key, inFile) ? near : search(key, inFile);
        return block.first + floorIn(block.entries, count(block), key);
    }

    private @Nullable Block lastBlock() {
        return lastBlock == null ? null : lastBlock.get();
    }

    private int count(Block block) {
        return block.entries.capacity() / entryBytes;
    }

    /** Whether the entry sought cannot stand before or behind the block. */
    private boolean holds(Block block, long key, int inFile) {
        int count = count(block);
        boolean fromHere = block.first == 0 || key(block.entries, 0) <= key;
        return fromHere && (block.first + count == inFile || key(block.entries, count - 1) >= key);
    }

    private Block search(long key, int inFile) throws IOException {
        int low = 0;
        int high = inFile;
        while (high - low > BLOCK_ENTRIES) {
            int middle = (low + high) >>> 1;
            if (key(read(middle, 1), 0) <= key) {
                low = middle;
            } else {
                high = middle;
            }
        }
        // As much as goes into a block, for the lookups to come.
        Block block = new Block(low, read(low, Math.min(BLOCK_ENTRIES, inFile - low)));
        lastBlock = new SoftReference<>(block);
        return block;
    }

    private int floorIn(ByteBuffer block, int count, long key) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (key(block, middle) <= key) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }

    private long key(ByteBuffer block, int number) {
        int at = number * entryBytes;
        return entryBytes == TimeIndex.ENTRY_BYTES ? block.getLong(at) : block.getInt(at);
    }

    private ByteBuffer read(int first, int count) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(count * entryBytes);
        OpenFile file = files.acquire(path);
        try {
            if (file.file().read(block, (long) first * entryBytes) < block.capacity()) {
                throw new IOException(path + " is shorter than it was");
            }
        } finally {
            file.release();
        }
        return block;
    }

    private int written() throws IOException {
        if (written == UNKNOWN) {
            written = (int) (files.sizeBytes(path) / entryBytes);
        }
        return written;
    }

    private int pendingEntries() {
        ByteBuffer buffer = pending;
        return buffer == null ? 0 : buffer.position() / entryBytes;
    }
}
