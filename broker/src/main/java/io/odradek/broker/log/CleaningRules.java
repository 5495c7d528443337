/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import io.netty.buffer.ByteBuf;
import io.odradek.protocol.record.BatchRewriter;
import io.odradek.protocol.record.RecordBatch;
import io.odradek.protocol.record.RecordCursor;
import java.nio.ByteBuffer;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * What a cleaning leaves of each batch, in the order of the log. Of a key only the last record stays; a tombstone and the
 * marker of a transaction that is gone get a delete horizon when they are first met, and go when it has passed (KIP-534).
 * A batch without records stays where it holds the last sequence number of a producer, or the end of what was cleaned.
 */
final class CleaningRules {
    private final CleaningOrder order;
    private final DedupeMap map;
    /** Up to where the map knows the keys. */
    private final long mappedOffset;

    private final CleanedTransactions transactions;
    private final BitSet kept = new BitSet();

    CleaningRules(CleaningOrder order, DedupeMap map, long mappedOffset, CleanedTransactions transactions) {
        this.order = order;
        this.map = map;
        this.mappedOffset = mappedOffset;
        this.transactions = transactions;
    }

    /**
     * Outcome for one batch.
     *
     * @param rewritten in place of the batch, which the caller releases; null if it stays as it is, or goes
     * @param aborted for the transaction index of the segment that the batch comes to stand in
     */
    record Verdict(
            boolean stays,
            @Nullable ByteBuf rewritten,
            @Nullable AbortedTransaction aborted) {}

    Verdict of(RecordBatch batch) {
        return batch.isControl() ? ofMarker(batch) : ofData(batch);
    }

    private Verdict ofMarker(RecordBatch batch) {
        CleanedTransactions.Marker marker = transactions.marker(batch);
        if (batch.recordCount() == 0) {
            return new Verdict(mustStand(batch), null, null);
        }
        if (marker.needed()) {
            return new Verdict(true, null, marker.index());
        }
        if (!batch.hasDeleteHorizon()) {
            kept.clear();
            kept.set(0, batch.recordCount());
            return new Verdict(true, stamped(batch), null);
        }
        return horizonPassed(batch) ? withoutRecords(batch) : new Verdict(true, null, null);
    }

    private Verdict ofData(RecordBatch batch) {
        if (transactions.isAborted(batch)) {
            return withoutRecords(batch);
        }
        kept.clear();
        boolean tombstones = false;
        try (RecordCursor records = RecordCursor.over(batch, SourceWalk.DECOMPRESSED_BYTES_MAX)) {
            for (int place = 0; records.next(); place++) {
                if (stays(batch, records)) {
                    kept.set(place);
                    tombstones |= !records.hasValue();
                }
            }
        }
        if (kept.isEmpty()) {
            return withoutRecords(batch);
        }
        if (tombstones && !batch.hasDeleteHorizon()) {
            return new Verdict(true, stamped(batch), null);
        }
        boolean whole = kept.cardinality() == batch.recordCount();
        return new Verdict(true, whole ? null : retained(batch, RecordBatch.NO_TIMESTAMP), null);
    }

    private boolean stays(RecordBatch batch, RecordCursor records) {
        if (records.offset() > mappedOffset) {
            return true;
        }
        ByteBuffer key = records.key();
        if (key == null || map.get(key) > records.offset()) {
            return false;
        }
        return records.hasValue() || !horizonPassed(batch);
    }

    private boolean horizonPassed(RecordBatch batch) {
        return batch.hasDeleteHorizon() && batch.baseTimestamp() <= order.nowMs();
    }

    private Verdict withoutRecords(RecordBatch batch) {
        if (!mustStand(batch)) {
            return new Verdict(false, null, null);
        }
        return new Verdict(true, batch.recordCount() == 0 ? null : BatchRewriter.empty(batch), null);
    }

    private boolean mustStand(RecordBatch batch) {
        return batch.nextOffset() == order.boundOffset() || isLastOfProducer(batch);
    }

    private boolean isLastOfProducer(RecordBatch batch) {
        CleaningOrder.LastRecord last =
                batch.hasProducerId() ? order.lastRecords().get(batch.producerId()) : null;
        if (last == null) {
            return false;
        }
        return last.dataOffset() >= 0
                ? batch.lastOffset() == last.dataOffset()
                : batch.isControl() && batch.producerEpoch() == last.epoch();
    }

    private ByteBuf stamped(RecordBatch batch) {
        long retentionMs = order.config().cleaning().deleteRetentionMs();
        return retained(batch, order.nowMs() + Math.min(retentionMs, Long.MAX_VALUE - order.nowMs()));
    }

    private ByteBuf retained(RecordBatch batch, long horizonMs) {
        return BatchRewriter.retain(batch, kept, horizonMs, SourceWalk.DECOMPRESSED_BYTES_MAX);
    }
}
