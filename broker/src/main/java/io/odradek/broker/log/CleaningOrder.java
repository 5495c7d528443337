/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One cleaning of one log, as its loop asked for it: sealed segments and what has to be known of the log to clean them.
 * Immutable, but for the segments, which stay the loop's: the disk pool uses the {@link Source}s.
 *
 * @param sources the segments from the log's beginning up to the bound
 * @param indexed those and the ones after them, for their transaction indexes
 * @param firstDirtyOffset where the last cleaning ended
 * @param boundOffset where a segment begins that must stay as it is
 * @param lastRecords of the producers that are known
 */
record CleaningOrder(
        List<Source> sources,
        List<TransactionIndex> indexed,
        long firstDirtyOffset,
        long boundOffset,
        LogConfig config,
        Map<Long, LastRecord> lastRecords,
        long nowMs) {

    /** A segment as it was when the cleaning was asked for. */
    record Source(
            Segment segment,
            PartitionFiles files,
            long baseOffset,
            long endOffset,
            long sizeBytes,
            long offsetIndexEntries,
            long timeIndexEntries) {}

    /** @param dataOffset -1 where no batch of data of its present epoch is known */
    record LastRecord(long dataOffset, short epoch) {}

    /** Sources that fit into one segment together, in order: by bytes, by index entries, and by their offsets. */
    List<List<Source>> groups(long endOffset) {
        LogConfig.Roll roll = config.roll();
        List<List<Source>> groups = new ArrayList<>();
        List<Source> group = new ArrayList<>();
        long bytes = 0;
        long offsetEntries = 0;
        long timeEntries = 0;
        for (Source source : sources) {
            if (source.baseOffset >= endOffset) {
                break;
            }
            bytes += source.sizeBytes;
            offsetEntries += source.offsetIndexEntries;
            timeEntries += source.timeIndexEntries;
            boolean fits = !group.isEmpty()
                    && bytes <= roll.segmentBytes()
                    && offsetEntries * OffsetIndex.ENTRY_BYTES <= roll.indexBytesMax()
                    && timeEntries * TimeIndex.ENTRY_BYTES <= roll.indexBytesMax()
                    && source.endOffset - 1 - group.get(0).baseOffset <= Integer.MAX_VALUE;
            if (!fits) {
                group = new ArrayList<>();
                groups.add(group);
                bytes = source.sizeBytes;
                offsetEntries = source.offsetIndexEntries;
                timeEntries = source.timeIndexEntries;
            }
            group.add(source);
        }
        return groups;
    }
}
