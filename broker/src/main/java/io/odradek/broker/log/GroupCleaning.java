/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.odradek.protocol.record.RecordBatch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The second half of a cleaning, for sources that become one segment: what {@link CleaningRules} leave of them is written
 * beside them as {@code .cleaned} and forced to the disk. On the disk pool, a piece at a time; touches nothing of the log.
 */
final class GroupCleaning implements AutoCloseable {
    private final List<CleaningOrder.Source> group;
    private final CleaningRules rules;
    private final int indexIntervalBytes;
    private final Segment cleaned;
    private final ByteBuf out = PooledByteBufAllocator.DEFAULT.directBuffer();
    private final int outBytesMax;
    private int number;
    private boolean changed;
    private @Nullable SourceWalk walk;

    private GroupCleaning(
            List<CleaningOrder.Source> group, CleaningRules rules, LogConfig config, int outBytesMax, Segment cleaned) {
        this.group = group;
        this.rules = rules;
        this.indexIntervalBytes = config.roll().indexIntervalBytes();
        this.outBytesMax = outBytesMax;
        this.cleaned = cleaned;
        this.changed = group.size() > 1;
    }

    static GroupCleaning start(List<CleaningOrder.Source> group, CleaningRules rules, LogConfig config, int outBytesMax)
            throws IOException {
        CleaningOrder.Source first = group.get(0);
        CleaningOrder.Source last = group.get(group.size() - 1);
        PartitionFiles files = first.files().ending(PartitionFiles.CLEANED_ENDING);
        Segment cleaned =
                Segment.create(files, first.baseOffset(), last.segment().createdMs());
        return new GroupCleaning(group, rules, config, outBytesMax, cleaned);
    }

    /** Cleans about so many bytes; how many were read and written, or -1 at the end. */
    long step(long bytesMax) throws IOException {
        long bytes = 0;
        while (bytes < bytesMax) {
            SourceWalk open = walk;
            if (open == null) {
                if (number == group.size()) {
                    return bytes == 0 ? -1 : bytes;
                }
                walk = open = SourceWalk.open(group.get(number));
            }
            if (open.next()) {
                bytes += open.batch().lengthBytes();
                int before = out.writerIndex();
                add(open.batch());
                bytes += out.writerIndex() - before;
                if (out.writerIndex() >= outBytesMax) {
                    write();
                }
            } else {
                number++;
                close();
            }
        }
        return bytes;
    }

    private void add(RecordBatch batch) throws IOException {
        CleaningRules.Verdict verdict = rules.of(batch);
        ByteBuf rewritten = verdict.rewritten();
        changed |= !verdict.stays() || rewritten != null;
        if (rewritten != null) {
            try {
                out.writeBytes(rewritten);
            } finally {
                rewritten.release();
            }
        } else if (verdict.stays()) {
            out.writeBytes(batch.buffer(), batch.index(), batch.lengthBytes());
        }
        AbortedTransaction aborted = verdict.aborted();
        if (aborted != null) {
            cleaned.transactionIndex().append(aborted);
        }
    }

    private void write() throws IOException {
        if (out.writerIndex() == 0) {
            return;
        }
        long position = cleaned.sizeBytes();
        cleaned.write(out, 0, out.writerIndex());
        for (int at = 0; at < out.writerIndex(); ) {
            RecordBatch batch = RecordBatch.wrap(out, at);
            cleaned.note(batch, position + at, indexIntervalBytes);
            at += batch.lengthBytes();
        }
        out.clear();
    }

    /** The segment, complete and forced under its name for now; null if it would be what is there already. */
    @Nullable
    Segment finish() throws IOException {
        write();
        if (!changed) {
            discardCleaned(cleaned.files(), cleaned.baseOffset());
            return null;
        }
        cleaned.finishIndexes();
        leaveTransactionIndex();
        for (Path path : cleaned.paths()) {
            if (cleaned.files().disk().exists(path)) {
                OpenFile file = cleaned.files().handles().acquire(path);
                try {
                    file.file().force();
                } finally {
                    file.release();
                }
            }
        }
        cleaned.files().disk().forceFolder(cleaned.files().folder());
        cleaned.forgetHandles();
        return cleaned;
    }

    /**
     * An empty one takes the place of an old one. Were that only deleted, a power loss could bring it back, with entries
     * of transactions whose markers are gone: a consumer would drop what their producers committed later.
     */
    private void leaveTransactionIndex() throws IOException {
        CleaningOrder.Source first = group.get(0);
        if (first.files().disk().exists(first.files().transactionIndex(first.baseOffset()))) {
            PartitionFiles files = cleaned.files();
            files.handles()
                    .acquireOrCreate(files.transactionIndex(cleaned.baseOffset()))
                    .release();
        }
    }

    /** Takes away what was about to be put in place: the file of the batches last, as it tells what the others are. */
    static void discard(PartitionFiles files, long baseOffset) throws IOException {
        delete(files, files.ending(PartitionFiles.SWAP_ENDING).indexes(baseOffset));
        files.disk().forceFolder(files.folder());
        discardCleaned(files, baseOffset);
    }

    /** Takes away what was not to be put in place yet. */
    static void discardCleaned(PartitionFiles files, long baseOffset) throws IOException {
        PartitionFiles cleaned = files.ending(PartitionFiles.CLEANED_ENDING);
        delete(files, cleaned.indexes(baseOffset));
        delete(files, List.of(cleaned.log(baseOffset)));
    }

    private static void delete(PartitionFiles files, List<Path> paths) throws IOException {
        for (Path path : paths) {
            files.handles().forget(path);
            files.disk().delete(path);
        }
    }

    @Override
    public void close() {
        SourceWalk open = walk;
        walk = null;
        if (open != null) {
            open.close();
        }
    }

    long baseOffset() {
        return cleaned.baseOffset();
    }

    void release() {
        close();
        out.release();
    }
}
