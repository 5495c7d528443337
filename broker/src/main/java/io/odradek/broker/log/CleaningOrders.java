/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes note, on a log's loop, of all that a cleaning has to know of it. */
final class CleaningOrders {
    private CleaningOrders() {}

    /** Null if there is nothing to be done after all. */
    static @Nullable CleaningOrder of(LogState state, long backoffMs) throws IOException {
        if (!state.isUsable() || !state.config.retention().compact()) {
            return null;
        }
        CleaningBacklog backlog = CleaningBacklog.of(state, backoffMs);
        if (!backlog.isDue(state.config.cleaning())) {
            return null;
        }
        Segments segments = state.segments();
        List<CleaningOrder.Source> sources = new ArrayList<>();
        List<TransactionIndex> indexed = new ArrayList<>();
        for (int i = 0; i < segments.size(); i++) {
            Segment segment = segments.get(i);
            indexed.add(segment.transactionIndex());
            if (!segment.files().ending().isEmpty()) {
                // Of a swap that the disk refused to finish; the next start does.
                return null;
            }
            if (segment.baseOffset() < backlog.boundOffset() && i + 1 < segments.size()) {
                segment.checkIndexes(state.config.roll().indexIntervalBytes());
                sources.add(new CleaningOrder.Source(
                        segment,
                        segment.files(),
                        segment.baseOffset(),
                        segments.get(i + 1).baseOffset(),
                        segment.sizeBytes(),
                        segment.offsetIndex().file().entries(),
                        segment.timeIndex().file().entries()));
            }
        }
        return new CleaningOrder(
                sources,
                indexed,
                backlog.firstDirtyOffset(),
                backlog.boundOffset(),
                state.config,
                lastRecords(state, backlog.boundOffset()),
                state.nowMs());
    }

    private static Map<Long, CleaningOrder.LastRecord> lastRecords(LogState state, long boundOffset)
            throws IOException {
        Map<Long, CleaningOrder.LastRecord> last = new HashMap<>();
        for (ProducerEntry producer : state.producers().entries()) {
            if (producer.lastOffset() < boundOffset) {
                last.put(producer.producerId, new CleaningOrder.LastRecord(producer.lastOffset(), producer.epoch));
            }
        }
        return last;
    }
}
