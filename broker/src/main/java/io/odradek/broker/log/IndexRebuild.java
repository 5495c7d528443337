/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes what can be derived from a segment's batches anew. */
final class IndexRebuild {
    private static final Logger LOG = LoggerFactory.getLogger(IndexRebuild.class);

    private IndexRebuild() {}

    static void indexes(Segment segment, int indexIntervalBytes, String why) throws IOException {
        LOG.warn("The index of {} is {} and is rebuilt from its batches", segment.path(), why);
        segment.resetIndexes();
        OpenFile file = segment.acquire();
        try (BatchWalk walk = new BatchWalk(file.file(), 0, segment.sizeBytes(), BatchWalk.LARGE_WINDOW_BYTES)) {
            while (walk.next()) {
                if (!walk.isOldFormat() && walk.batch().recordCount() > 0) {
                    segment.noteTimestamp(walk.batch().maxTimestamp(), walk.lastOffset(), walk.position());
                }
                segment.index(walk.lastOffset(), walk.position(), walk.batchBytes(), indexIntervalBytes);
            }
        } finally {
            file.release();
        }
        segment.finishIndexes();
    }

    static void epochs(Segments segments, LeaderEpochs epochs) throws IOException {
        for (int i = 0; i < segments.size(); i++) {
            Segment segment = segments.get(i);
            OpenFile file = segment.acquire();
            try (BatchWalk walk = new BatchWalk(file.file(), 0, segment.sizeBytes(), BatchWalk.LARGE_WINDOW_BYTES)) {
                while (walk.next()) {
                    if (!walk.isOldFormat() && walk.batch().partitionLeaderEpoch() > epochs.latestEpoch()) {
                        epochs.assign(
                                walk.batch().partitionLeaderEpoch(),
                                walk.batch().baseOffset());
                    }
                }
            } finally {
                file.release();
            }
        }
    }
}
