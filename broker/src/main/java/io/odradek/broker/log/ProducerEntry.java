/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import io.odradek.protocol.record.RecordBatch;
import java.util.Arrays;

/** What one log knows of one producer: its epoch, its last five batches, and its open transaction. */
final class ProducerEntry {
    /** A client has at most so many batches in flight; a repeated one is among them. */
    static final int BATCHES_MAX = 5;

    static final long NO_TRANSACTION = -1;
    private static final int NO_BATCH = -1;

    final long producerId;
    short epoch = RecordBatch.NO_PRODUCER_EPOCH;
    int coordinatorEpoch = -1;
    long lastTimestampMs = RecordBatch.NO_TIMESTAMP;
    long transactionFirstOffset = NO_TRANSACTION;

    /** A snapshot holds the last batch only: those before it were in the log, but which they were is forgotten. */
    private boolean earlierForgotten;

    // The last batches, oldest first. Grown as needed: most producers of an idle partition have left one.
    private int batches;
    private int[] lastSequences = {};
    private long[] lastOffsets = {};
    private int[] offsetDeltas = {};
    private long[] timestamps = {};

    ProducerEntry(long producerId) {
        this.producerId = producerId;
    }

    boolean hasBatches() {
        return batches > 0;
    }

    int lastSequence() {
        return batches == 0 ? RecordBatch.NO_SEQUENCE : lastSequences[batches - 1];
    }

    long lastOffset() {
        return batches == 0 ? -1 : lastOffsets[batches - 1];
    }

    int lastOffsetDelta() {
        return batches == 0 ? 0 : offsetDeltas[batches - 1];
    }

    /** A new epoch starts without batches. */
    void moveTo(short newEpoch) {
        if (epoch != newEpoch) {
            epoch = newEpoch;
            batches = 0;
            earlierForgotten = false;
        }
    }

    void add(int lastSequence, long lastOffset, int offsetDelta, long timestampMs) {
        if (batches == BATCHES_MAX) {
            shift();
        } else if (batches == lastSequences.length) {
            int room = batches == 0 ? 1 : BATCHES_MAX;
            lastSequences = Arrays.copyOf(lastSequences, room);
            lastOffsets = Arrays.copyOf(lastOffsets, room);
            offsetDeltas = Arrays.copyOf(offsetDeltas, room);
            timestamps = Arrays.copyOf(timestamps, room);
        }
        lastSequences[batches] = lastSequence;
        lastOffsets[batches] = lastOffset;
        offsetDeltas[batches] = offsetDelta;
        timestamps[batches] = timestampMs;
        batches++;
        lastTimestampMs = timestampMs;
    }

    /** The one batch that a snapshot tells of. */
    void restore(int lastSequence, long lastOffset, int offsetDelta, long timestampMs) {
        add(lastSequence, lastOffset, offsetDelta, timestampMs);
        earlierForgotten = true;
    }

    private void shift() {
        System.arraycopy(lastSequences, 1, lastSequences, 0, BATCHES_MAX - 1);
        System.arraycopy(lastOffsets, 1, lastOffsets, 0, BATCHES_MAX - 1);
        System.arraycopy(offsetDeltas, 1, offsetDeltas, 0, BATCHES_MAX - 1);
        System.arraycopy(timestamps, 1, timestamps, 0, BATCHES_MAX - 1);
        batches--;
    }

    /** Which of the remembered batches this one repeats, or -1. */
    int duplicateOf(RecordBatch batch) {
        if (batch.producerEpoch() != epoch) {
            return NO_BATCH;
        }
        for (int i = 0; i < batches; i++) {
            if (lastSequences[i] == batch.lastSequence() && firstSequence(i) == batch.baseSequence()) {
                return i;
            }
        }
        return NO_BATCH;
    }

    /**
     * Whether the batch may be one that stands before all remembered ones: of their epoch, and numbered below them. A
     * client may well repeat it: it had up to five in flight when its broker ended, and a snapshot tells of one. Or they
     * were in flight to a leader that fell, and the next one took many more before they came again.
     */
    boolean mayHaveForgotten(RecordBatch batch) {
        boolean anyForgotten = earlierForgotten || batches == BATCHES_MAX;
        if (!anyForgotten || batches == 0 || batch.producerEpoch() != epoch) {
            return false;
        }
        int ahead = (firstSequence(0) - batch.lastSequence()) & Integer.MAX_VALUE;
        return ahead > 0 && ahead <= Integer.MAX_VALUE / 2;
    }

    long lastOffsetOf(int number) {
        return lastOffsets[number];
    }

    long firstOffsetOf(int number) {
        return lastOffsets[number] - offsetDeltas[number];
    }

    long timestampOf(int number) {
        return timestamps[number];
    }

    private int firstSequence(int number) {
        // Sequences wrap from the largest int to zero.
        return (lastSequences[number] - offsetDeltas[number]) & Integer.MAX_VALUE;
    }
}
