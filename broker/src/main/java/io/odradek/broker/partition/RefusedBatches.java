/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.partition;

import io.netty.buffer.ByteBuf;
import io.odradek.broker.log.PartitionLog;
import io.odradek.protocol.record.RecordBatch;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Batches that a partition refused with an error that makes their producers send them again. What such a producer had on
 * its way behind the batch must not overtake it. A log that knows the producer sees the gap in the sequence numbers; one
 * that does not takes any first number, as Apache Kafka's does, and the order in which the producer sent would be lost:
 * the batch that comes again is out of order then, and is sent once more in a new producer epoch.
 *
 * <p>Owned by the partition and its loop. Bounded, and in time as well: the producer that was refused longest ago is
 * forgotten first, and is then treated as anybody whom the log does not know.
 */
final class RefusedBatches {
    static final int PRODUCERS_MAX = 1_000;

    /** More than twice as long as a stock client tries to deliver by default. */
    static final int REMEMBERED_MS = 300_000;

    /** By producer id, the oldest refusal first; null where there is none, which is almost everywhere. */
    private @Nullable Map<Long, Refusal> refusals;

    private record Refusal(short epoch, int sequence, long atMs) {}

    /** The batch was not taken and will come again. */
    void refused(ByteBuf records, long nowMs) {
        RecordBatch batch = batchOfProducer(records);
        if (batch == null) {
            return;
        }
        Map<Long, Refusal> all = refusals;
        if (all == null) {
            refusals = all = new LinkedHashMap<>();
        }
        Refusal known = all.remove(batch.producerId());
        Refusal refusal = new Refusal(batch.producerEpoch(), batch.baseSequence(), nowMs);
        if (known != null
                && known.epoch() == refusal.epoch()
                && known.sequence() < refusal.sequence()
                && nowMs - known.atMs() <= REMEMBERED_MS) {
            refusal = new Refusal(known.epoch(), known.sequence(), nowMs);
        }
        all.put(batch.producerId(), refusal);
        if (all.size() > PRODUCERS_MAX) {
            all.remove(all.keySet().iterator().next());
        }
    }

    /**
     * Whether the batch would overtake a refused one, of a producer that the log does not know. The one that was refused
     * ends the wait for it, and so does a new epoch.
     */
    boolean isOvertaking(ByteBuf records, PartitionLog log, LongSupplier nowMs) {
        Map<Long, Refusal> all = refusals;
        RecordBatch batch = all == null ? null : batchOfProducer(records);
        Refusal refusal = all == null || batch == null ? null : all.get(batch.producerId());
        if (all == null || batch == null || refusal == null) {
            return false;
        }
        boolean overtakes = refusal.epoch() == batch.producerEpoch()
                && batch.baseSequence() > refusal.sequence()
                && nowMs.getAsLong() - refusal.atMs() <= REMEMBERED_MS
                && !log.knowsProducer(batch.producerId(), batch.producerEpoch());
        if (!overtakes) {
            all.remove(batch.producerId());
            refusals = all.isEmpty() ? null : all;
        }
        return overtakes;
    }

    /** Null for what has no producer id, and for what is no batch, which the log refuses by itself. */
    private static @Nullable RecordBatch batchOfProducer(ByteBuf records) {
        if (records.readableBytes() < RecordBatch.HEADER_BYTES) {
            return null;
        }
        RecordBatch batch = RecordBatch.wrap(records, records.readerIndex());
        return batch.magic() == RecordBatch.MAGIC_V2 && batch.hasProducerId() ? batch : null;
    }
}
