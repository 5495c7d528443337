/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import io.odradek.protocol.record.RecordBatch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out where a log ends that was not closed cleanly. Starts at the recovery point, checks every batch after it, and
 * cuts the log at the first one that is torn or damaged; brings indexes, leader epochs and producer snapshot in step with
 * what is left. Runs on the disk pool before anyone owns the log; the same run twice changes nothing more.
 */
final class LogRecovery {
    private static final Logger LOG = LoggerFactory.getLogger(LogRecovery.class);
    private static final int INDEX_INTERVAL_BYTES = 4096;

    private final PartitionFiles files;
    private final long nowMs;
    private final long producerIdExpirationMs;

    private long nextOffset;
    private long gapAt = NO_GAP;
    /** The leader epoch of the batch that was checked last; -1 before the first. */
    private int lastEpoch = EpochEndOffset.UNDEFINED_EPOCH;

    private boolean scanned;

    LogRecovery(PartitionFiles files, long nowMs, long producerIdExpirationMs) {
        this.files = files;
        this.nowMs = nowMs;
        this.producerIdExpirationMs = producerIdExpirationMs;
    }

    /**
     * What is left of the log. Below the recovery point it had been forced to the disk already.
     *
     * @param gapAt where a segment ends before the next one begins, and that one was not forced; or {@link #NO_GAP}
     */
    record Recovered(long logStartOffset, long logEndOffset, long recoveryPoint, long gapAt) {}

    /** No segment that was not forced follows a shorter one. */
    static final long NO_GAP = -1;

    /** Where in a segment the check begins. */
    private record Start(long position, long offset) {}

    Recovered recover(long recoveryPoint, long logStartCheckpoint) throws IOException {
        LogListing listing = LogListing.tidied(files);
        Segments segments = segmentsOf(listing);
        if (segments.isEmpty()) {
            long start = Math.max(0, logStartCheckpoint);
            return new Recovered(start, start, start, NO_GAP);
        }
        try {
            scan(segments, listing, recoveryPoint);
        } finally {
            // Thousands of logs are checked that nobody may use for long.
            segments.forgetHandles();
        }
        long logStart = Math.max(segments.get(0).baseOffset(), logStartCheckpoint);
        if (nextOffset < logStart) {
            LOG.warn(
                    "{} ends at offset {}, below its start {}: what is left of it was deleted before, it goes on empty",
                    files.folder(),
                    nextOffset,
                    logStart);
            remove(segments.removeFrom(0));
            Segment.create(files, logStart, nowMs);
            nextOffset = logStart;
        }
        if (nextOffset < recoveryPoint) {
            LOG.error(
                    "{} ends at offset {}, though it was forced to the disk up to {}: the disk lost or damaged data",
                    files.folder(),
                    nextOffset,
                    recoveryPoint);
        }
        return new Recovered(logStart, nextOffset, Math.min(recoveryPoint, nextOffset), gapAt);
    }

    private Segments segmentsOf(LogListing listing) {
        List<Segment> found = new ArrayList<>();
        for (long base : listing.segments()) {
            found.add(Segment.found(files, base, nowMs));
        }
        return new Segments(found);
    }

    private void scan(Segments segments, LogListing listing, long recoveryPoint) throws IOException {
        int first = Math.max(0, segments.floor(recoveryPoint));
        Start start = startIn(segments.get(first), recoveryPoint);
        nextOffset = start.offset;
        LeaderEpochs epochs =
                new LeaderEpochs(files, into -> IndexRebuild.epochs(segments, into), LogRecovery::reportedByCaller);
        // Producers are needed wherever batches follow; a log that ends where it should costs no look at them.
        ProducerStates producers = null;
        for (int i = first; i < segments.size(); i++) {
            Segment segment = segments.get(i);
            Start from = i == first ? start : new Start(0, segment.baseOffset());
            if (gapAt == NO_GAP && nextOffset < segment.baseOffset() && segment.baseOffset() > recoveryPoint) {
                gapAt = nextOffset;
            }
            if (segment.sizeBytes() == from.position && from.position == 0 && i + 1 == segments.size()) {
                nextOffset = Math.max(nextOffset, segment.baseOffset());
                break;
            }
            if (producers == null) {
                producers = loading().at(from.offset, listing, segments, ProducerStates.NONE);
                // What the file says of batches that were not forced may be of others that stood there before a cut.
                epochs.truncateFromEnd(from.offset);
            }
            String damage = check(segment, from, epochs, producers);
            if (damage != null) {
                cut(segments, i, damage);
                break;
            }
        }
        if (scanned && producers != null) {
            epochs.truncateFromEnd(nextOffset);
            leaveSnapshot(producers, listing);
        }
    }

    /** The failure comes back as an exception and is told to the directory there. */
    private static void reportedByCaller(IOException failure) {
        LOG.debug("Epochs cannot be read", failure);
    }

    private ProducerLoading loading() {
        return new ProducerLoading(files, nowMs, producerIdExpirationMs);
    }

    /** The indexed batch at or below the recovery point, if its index can be believed; else the segment's beginning. */
    private static Start startIn(Segment segment, long recoveryPoint) throws IOException {
        Start beginning = new Start(0, segment.baseOffset());
        if (recoveryPoint <= segment.baseOffset() || !segment.offsetIndex().isSane(segment.sizeBytes())) {
            return beginning;
        }
        OffsetIndex.Entry entry = segment.offsetIndex().floor(recoveryPoint);
        OpenFile file = segment.acquire();
        try (BatchWalk walk =
                new BatchWalk(file.file(), entry.position(), segment.sizeBytes(), BatchWalk.SMALL_WINDOW_BYTES)) {
            boolean fits = walk.next() && (entry.position() == 0 || walk.lastOffset() == entry.offset());
            return fits && walk.isCrcValid() && walk.batch().baseOffset() <= recoveryPoint
                    ? new Start(entry.position(), walk.batch().baseOffset())
                    : beginning;
        } finally {
            file.release();
        }
    }

    /** Checks the batches from the start on; the reason why it had to stop, or null at the segment's end. */
    private @Nullable String check(Segment segment, Start start, LeaderEpochs epochs, ProducerStates producers)
            throws IOException {
        scanned = true;
        segment.truncateIndexes(start.position, start.offset);
        nextOffset = Math.max(nextOffset, start.offset);
        OpenFile file = segment.acquire();
        String damage = null;
        try (BatchWalk walk =
                new BatchWalk(file.file(), start.position, segment.sizeBytes(), BatchWalk.LARGE_WINDOW_BYTES)) {
            while (damage == null && walk.next()) {
                damage = damageOf(walk, segment);
                if (damage == null) {
                    apply(walk, segment, epochs, producers);
                }
            }
            damage = damage == null ? walk.damage() : damage;
            if (damage != null) {
                long lost = segment.sizeBytes() - walk.position();
                damage += "; " + lost + " bytes from position " + walk.position() + " of " + segment.path();
                segment.cutFile(walk.position());
            }
        } finally {
            file.release();
        }
        segment.finishIndexes();
        return damage;
    }

    private @Nullable String damageOf(BatchWalk walk, Segment segment) throws IOException {
        long first = walk.isOldFormat() ? walk.lastOffset() : walk.batch().baseOffset();
        long last = walk.lastOffset();
        if (!walk.isCrcValid()) {
            return "a batch that does not match its checksum";
        }
        if (first < nextOffset || last < first || last - segment.baseOffset() > Integer.MAX_VALUE) {
            return "a batch with offsets " + first + " to " + last + " where " + nextOffset + " comes next";
        }
        int epoch = epochOf(walk);
        if (epoch >= 0 && epoch < lastEpoch) {
            // It stood there before the log was cut, and the power went before the cut had reached the disk.
            return "a batch of leader epoch " + epoch + " after one of epoch " + lastEpoch;
        }
        return null;
    }

    private static int epochOf(BatchWalk walk) {
        return walk.isOldFormat()
                ? EpochEndOffset.UNDEFINED_EPOCH
                : walk.batch().partitionLeaderEpoch();
    }

    /** The epochs kept from the file end before the first batch that is checked; later ones come from the batches. */
    private void follow(LeaderEpochs epochs, int epoch, long offset) throws IOException {
        if (epoch >= 0 && lastEpoch < 0 && epoch < epochs.latestEpoch()) {
            LOG.warn("The epochs of {} are not those of its batches, and are rebuilt from them", files.folder());
            epochs.rebuildFromBatches();
            epochs.truncateFromEnd(offset);
        }
        if (epoch > epochs.latestEpoch()) {
            epochs.assign(epoch, offset);
        }
        lastEpoch = Math.max(lastEpoch, epoch);
    }

    private void apply(BatchWalk walk, Segment segment, LeaderEpochs epochs, ProducerStates producers)
            throws IOException {
        RecordBatch batch = walk.batch();
        long last = walk.lastOffset();
        if (!walk.isOldFormat()) {
            if (batch.recordCount() > 0) {
                segment.noteTimestamp(batch.maxTimestamp(), last, walk.position());
            }
            follow(epochs, batch.partitionLeaderEpoch(), batch.baseOffset());
        }
        segment.index(last, walk.position(), walk.batchBytes(), INDEX_INTERVAL_BYTES);
        if (last >= producers.nextOffset()) {
            AbortedTransaction aborted = ProducerLoading.apply(producers, walk);
            if (aborted != null) {
                segment.transactionIndex().append(aborted);
            }
        }
        nextOffset = last + 1;
    }

    private void cut(Segments segments, int number, String damage) throws IOException {
        List<Segment> after = segments.removeFrom(number + 1);
        LOG.warn(
                "{} is cut at offset {}: {}{}",
                files.folder(),
                nextOffset,
                damage,
                after.isEmpty() ? "" : ", and " + after.size() + " segments after it");
        remove(after);
    }

    private void remove(List<Segment> segments) throws IOException {
        for (Segment segment : segments) {
            segment.forgetHandles();
            for (Path path : segment.paths()) {
                files.disk().delete(path);
            }
        }
    }

    /** So that whoever opens the log next need not read the batches again. */
    private void leaveSnapshot(ProducerStates producers, LogListing listing) throws IOException {
        for (long snapshot : listing.snapshots()) {
            if (snapshot > nextOffset) {
                files.disk().delete(files.snapshot(snapshot));
            }
        }
        producers.skipTo(nextOffset);
        ProducerSnapshotFile.write(files.disk(), files.snapshot(nextOffset), producers.entries());
    }
}
