/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import io.netty.util.collection.LongObjectHashMap;
import io.netty.util.collection.LongObjectMap;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.record.RecordBatch;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The producers that wrote to one log with sequence numbers or transactions: what is needed to refuse a gap, to answer a
 * repeated batch, and to know which transactions are open. Follows the log: everything in it was applied up to
 * {@link #nextOffset}. Owned by whoever owns the log at the time (a recovery, then the partition's loop).
 */
final class ProducerStates {
    static final long NONE = -1;

    private final LongObjectMap<ProducerEntry> producers = new LongObjectHashMap<>(2);
    /** First offset to producer of the transactions without a marker. Null while there never was one. */
    private @Nullable SortedMap<Long, Long> open;
    /** First offset to marker offset of those whose marker may not be replicated yet. */
    private @Nullable TreeMap<Long, Long> decided;

    private long nextOffset;

    ProducerStates(long nextOffset) {
        this.nextOffset = nextOffset;
    }

    /** Outcome of the checks before an append; both null if the batch is new and in sequence. */
    record Verdict(@Nullable Refusal refusal, @Nullable Repeated repeated) {
        static final Verdict NEW = new Verdict(null, null);

        record Refusal(ErrorCode error, String message) {}

        record Repeated(long firstOffset, long lastOffset, long timestampMs) {}

        static Verdict refused(ErrorCode error, String message) {
            return new Verdict(new Refusal(error, message), null);
        }
    }

    long nextOffset() {
        return nextOffset;
    }

    int size() {
        return producers.size();
    }

    Collection<ProducerEntry> entries() {
        return producers.values();
    }

    @Nullable
    ProducerEntry entry(long producerId) {
        return producers.get(producerId);
    }

    /** What a leader answers to this batch of a client. */
    Verdict check(RecordBatch batch) {
        ProducerEntry known = producers.get(batch.producerId());
        if (known == null) {
            return Verdict.NEW;
        }
        int repeated = known.duplicateOf(batch);
        if (repeated >= 0) {
            return new Verdict(
                    null,
                    new Verdict.Repeated(
                            known.firstOffsetOf(repeated), known.lastOffsetOf(repeated), known.timestampOf(repeated)));
        }
        if (batch.producerEpoch() < known.epoch) {
            return Verdict.refused(
                    ErrorCode.INVALID_PRODUCER_EPOCH,
                    "Epoch " + batch.producerEpoch() + " of producer " + batch.producerId() + " is older than "
                            + known.epoch);
        }
        return checkSequence(batch, known);
    }

    /** Below which offset a batch that is out of order by what is known here may stand after all; -1 if nowhere. */
    long forgottenBelow(RecordBatch batch) {
        ProducerEntry known = producers.get(batch.producerId());
        return known != null && known.mayHaveForgotten(batch) ? known.firstOffsetOf(0) : NONE;
    }

    private static Verdict checkSequence(RecordBatch batch, ProducerEntry known) {
        int first = batch.baseSequence();
        if (batch.producerEpoch() != known.epoch) {
            boolean fresh = first == 0 || known.epoch == RecordBatch.NO_PRODUCER_EPOCH;
            return fresh ? Verdict.NEW : outOfOrder(batch, "a new epoch starts at sequence 0, this batch at " + first);
        }
        // Without batches the last sequence counts as -1, and only 0 follows.
        int last = known.lastSequence();
        boolean follows = first == last + 1L || (first == 0 && last == Integer.MAX_VALUE);
        return follows ? Verdict.NEW : outOfOrder(batch, "sequence " + first + " does not follow " + last);
    }

    private static Verdict outOfOrder(RecordBatch batch, String why) {
        return Verdict.refused(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER, "Producer " + batch.producerId() + ": " + why);
    }

    /** Notes a data batch that stands in the log. */
    void applyData(RecordBatch batch) {
        if (batch.hasProducerId()) {
            ProducerEntry producer = producer(batch.producerId());
            producer.moveTo(batch.producerEpoch());
            producer.add(batch.lastSequence(), batch.lastOffset(), batch.lastOffsetDelta(), batch.maxTimestamp());
            if (batch.isTransactional() && producer.transactionFirstOffset == ProducerEntry.NO_TRANSACTION) {
                producer.transactionFirstOffset = batch.baseOffset();
                openTransactions().put(batch.baseOffset(), producer.producerId);
            }
        }
        nextOffset = batch.nextOffset();
    }

    /** Notes a marker that stands in the log; the transaction that it aborted, if it ended one and did. */
    @Nullable
    AbortedTransaction applyMarker(RecordBatch batch, EndMarker marker) {
        ProducerEntry producer = producer(batch.producerId());
        producer.moveTo(batch.producerEpoch());
        producer.coordinatorEpoch = marker.coordinatorEpoch();
        producer.lastTimestampMs = batch.maxTimestamp();
        long first = producer.transactionFirstOffset;
        producer.transactionFirstOffset = ProducerEntry.NO_TRANSACTION;
        nextOffset = batch.nextOffset();
        if (first == ProducerEntry.NO_TRANSACTION) {
            return null;
        }
        openTransactions().remove(first);
        TreeMap<Long, Long> ended = decided;
        if (ended == null) {
            decided = ended = new TreeMap<>();
        }
        ended.put(first, batch.lastOffset());
        if (marker.committed()) {
            return null;
        }
        // Stable up to the first transaction that is still open, or to the marker itself.
        long stable = openTransactions().isEmpty()
                ? batch.lastOffset() + 1
                : openTransactions().firstKey();
        return new AbortedTransaction(producer.producerId, first, batch.lastOffset(), stable);
    }

    /** Batches that say nothing of a producer. */
    void skipTo(long offset) {
        nextOffset = Math.max(nextOffset, offset);
    }

    /** The first offset of a transaction that is open, or whose marker lies at or above the high watermark; or -1. */
    long firstUnstableOffset(long highWatermark) {
        long first = open == null || open.isEmpty() ? NONE : open.firstKey();
        TreeMap<Long, Long> ended = decided;
        if (ended != null) {
            ended.values().removeIf(marker -> marker < highWatermark);
            if (!ended.isEmpty()) {
                first = first == NONE ? ended.firstKey() : Math.min(first, ended.firstKey());
            }
        }
        return first;
    }

    /** An entry of a snapshot. */
    void load(ProducerEntry producer) {
        producers.put(producer.producerId, producer);
        if (producer.transactionFirstOffset != ProducerEntry.NO_TRANSACTION) {
            openTransactions().put(producer.transactionFirstOffset, producer.producerId);
        }
    }

    /** Forgets producers that have been silent for so long; one with an open transaction stays. */
    void removeExpired(long nowMs, long expirationMs) {
        Iterator<ProducerEntry> all = producers.values().iterator();
        while (all.hasNext()) {
            if (isExpired(all.next(), nowMs, expirationMs)) {
                all.remove();
            }
        }
    }

    /** By their ids. */
    List<ActiveProducer> active() {
        return producers.values().stream()
                .sorted(Comparator.comparingLong(producer -> producer.producerId))
                .map(producer -> new ActiveProducer(
                        producer.producerId,
                        producer.epoch,
                        producer.lastSequence(),
                        producer.lastTimestampMs,
                        producer.coordinatorEpoch,
                        producer.transactionFirstOffset))
                .toList();
    }

    static boolean isExpired(ProducerEntry producer, long nowMs, long expirationMs) {
        return producer.transactionFirstOffset == ProducerEntry.NO_TRANSACTION
                && nowMs - producer.lastTimestampMs >= expirationMs;
    }

    private ProducerEntry producer(long producerId) {
        ProducerEntry known = producers.get(producerId);
        if (known == null) {
            known = new ProducerEntry(producerId);
            producers.put(producerId, known);
        }
        return known;
    }

    private SortedMap<Long, Long> openTransactions() {
        SortedMap<Long, Long> known = open;
        if (known == null) {
            open = known = new TreeMap<>();
        }
        return known;
    }
}
