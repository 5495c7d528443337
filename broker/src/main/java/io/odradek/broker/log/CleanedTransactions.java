/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import io.odradek.protocol.record.RecordBatch;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which transactions a cleaner is in as it goes through a log from its beginning: what was aborted is dropped, and a marker
 * may go when nothing of its transaction is left. One thread.
 */
final class CleanedTransactions {
    private final Queue<AbortedTransaction> ahead;
    private final Map<Long, Aborted> aborted = new HashMap<>();
    private final Set<Long> committed = new HashSet<>();

    private static final class Aborted {
        private final AbortedTransaction entry;
        private boolean seen;

        Aborted(AbortedTransaction entry) {
            this.entry = entry;
        }
    }

    /** @param all the aborted transactions that touch what is read, in any order */
    CleanedTransactions(List<AbortedTransaction> all) {
        List<AbortedTransaction> ascending = all.stream()
                .sorted(Comparator.comparingLong(AbortedTransaction::firstOffset))
                .toList();
        this.ahead = new ArrayDeque<>(ascending);
    }

    /**
     * What is to become of a marker.
     *
     * @param needed whether something of its transaction was still there
     * @param index what the transaction index has to say as long as the marker's transaction is not gone; or null
     */
    record Marker(boolean needed, @Nullable AbortedTransaction index) {}

    /** Whether the batch, which holds data, was aborted. */
    boolean isAborted(RecordBatch batch) {
        advance(batch.lastOffset());
        if (!batch.isTransactional()) {
            return false;
        }
        Aborted transaction = aborted.get(batch.producerId());
        if (transaction == null || transaction.entry.lastOffset() < batch.baseOffset()) {
            // None, or one that ended before, whose marker was not among what is read.
            committed.add(batch.producerId());
            return false;
        }
        transaction.seen = true;
        return true;
    }

    /** A control batch; it must be whole. */
    Marker marker(RecordBatch batch) {
        advance(batch.lastOffset());
        if (batch.recordCount() == 0) {
            return new Marker(false, null);
        }
        EndMarker end = EndMarker.of(batch);
        if (end == null) {
            // Of a kind that is not known here: nobody but who wrote it can tell when it may go.
            return new Marker(true, null);
        }
        if (end.committed()) {
            return new Marker(committed.remove(batch.producerId()), null);
        }
        Aborted transaction = aborted.remove(batch.producerId());
        return transaction == null || !transaction.seen ? new Marker(false, null) : new Marker(true, transaction.entry);
    }

    private void advance(long offset) {
        AbortedTransaction next = ahead.peek();
        while (next != null && next.firstOffset() <= offset) {
            ahead.remove();
            aborted.put(next.producerId(), new Aborted(next));
            next = ahead.peek();
        }
    }
}
