/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings producer states up to an offset: from the newest snapshot that can be read, then from the batches after it. */
final class ProducerLoading {
    private static final Logger LOG = LoggerFactory.getLogger(ProducerLoading.class);

    private final PartitionFiles files;
    private final long nowMs;
    private final long expirationMs;

    ProducerLoading(PartitionFiles files, long nowMs, long expirationMs) {
        this.files = files;
        this.nowMs = nowMs;
        this.expirationMs = expirationMs;
    }

    /**
     * The states at the offset.
     *
     * @param withoutProducersTo up to where a log without any snapshot has no producers, since that is where it was
     *     closed cleanly; -1 if that is not known
     */
    ProducerStates at(long offset, LogListing listing, Segments segments, long withoutProducersTo) throws IOException {
        ProducerStates states = newestSnapshot(offset, listing);
        if (states == null) {
            if (segments.isEmpty()) {
                return new ProducerStates(offset);
            }
            long from = withoutProducersTo < 0 ? segments.get(0).baseOffset() : withoutProducersTo;
            states = new ProducerStates(Math.min(from, offset));
        }
        replay(states, offset, segments);
        states.skipTo(offset);
        return states;
    }

    private @Nullable ProducerStates newestSnapshot(long offset, LogListing listing) throws IOException {
        long[] snapshots = listing.snapshots();
        for (int i = snapshots.length - 1; i >= 0; i--) {
            if (snapshots[i] > offset) {
                continue;
            }
            try {
                ProducerStates states = new ProducerStates(snapshots[i]);
                for (ProducerEntry producer : ProducerSnapshotFile.read(files.disk(), files.snapshot(snapshots[i]))) {
                    if (!ProducerStates.isExpired(producer, nowMs, expirationMs)) {
                        states.load(producer);
                    }
                }
                return states;
            } catch (ProducerSnapshotFile.DamagedException e) {
                LOG.warn(
                        "Producer snapshot {} is damaged ({}): it is removed and made anew from the log",
                        files.snapshot(snapshots[i]),
                        e.getMessage());
                files.disk().delete(files.snapshot(snapshots[i]));
            }
        }
        return null;
    }

    private void replay(ProducerStates states, long endOffset, Segments segments) throws IOException {
        for (int i = Math.max(0, segments.floor(states.nextOffset()));
                i < segments.size() && states.nextOffset() < endOffset;
                i++) {
            replay(states, endOffset, segments.get(i));
        }
    }

    private static void replay(ProducerStates states, long endOffset, Segment segment) throws IOException {
        long from = segment.baseOffset() >= states.nextOffset()
                ? 0
                : segment.offsetIndex().floor(states.nextOffset()).position();
        OpenFile file = segment.acquire();
        try (BatchWalk walk = new BatchWalk(file.file(), from, segment.sizeBytes(), BatchWalk.LARGE_WINDOW_BYTES)) {
            while (walk.next() && walk.lastOffset() < endOffset) {
                if (walk.lastOffset() >= states.nextOffset()) {
                    apply(states, walk);
                }
            }
        } finally {
            file.release();
        }
    }

    /** Applies the current batch; the transaction that it aborted, if it did. */
    static @Nullable AbortedTransaction apply(ProducerStates states, BatchWalk walk) throws IOException {
        if (walk.isOldFormat()) {
            states.skipTo(walk.lastOffset() + 1);
            return null;
        }
        if (!walk.batch().isControl()) {
            states.applyData(walk.batch());
            return null;
        }
        EndMarker marker = EndMarker.of(walk.wholeBatch());
        if (marker == null || !walk.batch().hasProducerId()) {
            states.skipTo(walk.lastOffset() + 1);
            return null;
        }
        return states.applyMarker(walk.batch(), marker);
    }
}
