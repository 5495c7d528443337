/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The aborted transactions that ended in one segment. There is no file as long as there was none. */
final class TransactionIndex {
    static final int ENTRY_BYTES = 34;
    private static final short VERSION = 0;

    private final FileHandles files;
    private final Path path;
    private final long baseOffset;

    TransactionIndex(PartitionFiles files, long baseOffset) {
        this.files = files.handles();
        this.path = files.transactionIndex(baseOffset);
        this.baseOffset = baseOffset;
    }

    boolean isEmpty() throws IOException {
        return files.sizeBytes(path) < ENTRY_BYTES;
    }

    void append(AbortedTransaction aborted) throws IOException {
        ByteBuffer entry = ByteBuffer.allocate(ENTRY_BYTES)
                .putShort(VERSION)
                .putLong(aborted.producerId())
                .putLong(aborted.firstOffset())
                .putLong(aborted.lastOffset())
                .putLong(aborted.lastStableOffset())
                .flip();
        OpenFile file = files.acquireOrCreate(path);
        try {
            long size = file.file().sizeBytes();
            file.file().write(entry, size - size % ENTRY_BYTES);
        } finally {
            file.release();
        }
    }

    List<AbortedTransaction> all() throws IOException {
        List<AbortedTransaction> found = new ArrayList<>();
        if (isEmpty()) {
            return found;
        }
        OpenFile file = files.acquire(path);
        try {
            long size = file.file().sizeBytes();
            ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(Integer.MAX_VALUE - 64, size));
            file.file().read(bytes, 0);
            bytes.flip();
            while (bytes.remaining() >= ENTRY_BYTES) {
                bytes.getShort();
                found.add(new AbortedTransaction(bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getLong()));
            }
        } finally {
            file.release();
        }
        return found;
    }

    /** Drops the entries of transactions that ended at or after the offset. */
    void truncateTo(long offset) throws IOException {
        if (isEmpty()) {
            return;
        }
        int keep = 0;
        for (AbortedTransaction aborted : all()) {
            if (aborted.lastOffset() >= offset) {
                break;
            }
            keep++;
        }
        OpenFile file = files.acquire(path);
        try {
            file.file().truncate((long) keep * ENTRY_BYTES);
        } finally {
            file.release();
        }
    }

    boolean isSane() throws IOException {
        for (AbortedTransaction aborted : all()) {
            if (aborted.lastOffset() < baseOffset) {
                return false;
            }
        }
        return files.sizeBytes(path) % ENTRY_BYTES == 0;
    }
}
