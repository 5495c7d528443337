/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import io.odradek.protocol.wire.Uuid;
import java.util.Arrays;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Where one group stands in the partitions of one topic. Columns, ordered by partition, and not an object for each: a
 * shard may hold a million, and what it takes to load them is above all what the collector has to copy. Confined to the
 * shard's loop.
 */
final class TopicOffsets {
    private static final int PARTITIONS_AT_FIRST = 1;

    private int size;
    private int[] partitions = new int[PARTITIONS_AT_FIRST];
    private long[] offsets = new long[PARTITIONS_AT_FIRST];
    private int[] leaderEpochs = new int[PARTITIONS_AT_FIRST];
    private long[] committedAtMs = new long[PARTITIONS_AT_FIRST];
    private long[] sequences = new long[PARTITIONS_AT_FIRST];
    private Uuid[] topicIds = new Uuid[PARTITIONS_AT_FIRST];

    /** Null while no offset has any. */
    private String @Nullable [] metadata;

    /** Null while no offset has a time of its own at which it expires. */
    private long @Nullable [] expiresAtMs;

    boolean isEmpty() {
        return size == 0;
    }

    void forEachPartition(IntConsumer action) {
        for (int i = 0; i < size; i++) {
            action.accept(partitions[i]);
        }
    }

    @Nullable
    CommittedOffset find(int partition) {
        int at = at(partition);
        return at < 0
                ? null
                : new CommittedOffset(
                        offsets[at],
                        leaderEpochs[at],
                        metadata == null ? "" : metadata[at],
                        committedAtMs[at],
                        expiresAtMs == null ? CommittedOffset.NO_EXPIRY : expiresAtMs[at],
                        topicIds[at]);
    }

    /** When it was written, among all records; -1 if nothing is committed there. */
    long sequence(int partition) {
        int at = at(partition);
        return at < 0 ? -1 : sequences[at];
    }

    /**
     * Tells whether nothing was committed there before.
     *
     * @param topicId the one that was committed, in an object that others hold as well
     */
    boolean put(int partition, CommittedOffset committed, long sequence, Uuid topicId) {
        int at = at(partition);
        boolean isNew = at < 0;
        if (isNew) {
            at = -at - 1;
            insert(at, partition);
        }
        offsets[at] = committed.offset();
        leaderEpochs[at] = committed.leaderEpoch();
        committedAtMs[at] = committed.committedAtMs();
        sequences[at] = sequence;
        topicIds[at] = topicId;
        putRare(at, committed);
        return isNew;
    }

    private void putRare(int at, CommittedOffset committed) {
        if (metadata == null && !committed.metadata().isEmpty()) {
            metadata = new String[partitions.length];
            Arrays.fill(metadata, "");
        }
        if (metadata != null) {
            metadata[at] = committed.metadata();
        }
        if (expiresAtMs == null && committed.expiresAtMs() != CommittedOffset.NO_EXPIRY) {
            expiresAtMs = new long[partitions.length];
            Arrays.fill(expiresAtMs, CommittedOffset.NO_EXPIRY);
        }
        if (expiresAtMs != null) {
            expiresAtMs[at] = committed.expiresAtMs();
        }
    }

    /** Tells whether something was. */
    boolean remove(int partition) {
        int at = at(partition);
        if (at < 0) {
            return false;
        }
        move(at + 1, at);
        size--;
        topicIds[size] = Uuid.ZERO;
        if (metadata != null) {
            metadata[size] = "";
        }
        return true;
    }

    private int at(int partition) {
        // What a log or a request brings is in order, mostly.
        if (size == 0 || partition > partitions[size - 1]) {
            return -size - 1;
        }
        return Arrays.binarySearch(partitions, 0, size, partition);
    }

    private void insert(int at, int partition) {
        if (size == partitions.length) {
            grow(2 * size);
        }
        move(at, at + 1);
        partitions[at] = partition;
        topicIds[at] = Uuid.ZERO;
        if (metadata != null) {
            metadata[at] = "";
        }
        if (expiresAtMs != null) {
            expiresAtMs[at] = CommittedOffset.NO_EXPIRY;
        }
        size++;
    }

    private void move(int from, int to) {
        int count = size - from;
        if (count > 0) {
            System.arraycopy(partitions, from, partitions, to, count);
            System.arraycopy(offsets, from, offsets, to, count);
            System.arraycopy(leaderEpochs, from, leaderEpochs, to, count);
            System.arraycopy(committedAtMs, from, committedAtMs, to, count);
            System.arraycopy(sequences, from, sequences, to, count);
            System.arraycopy(topicIds, from, topicIds, to, count);
            if (metadata != null) {
                System.arraycopy(metadata, from, metadata, to, count);
            }
            if (expiresAtMs != null) {
                System.arraycopy(expiresAtMs, from, expiresAtMs, to, count);
            }
        }
    }

    private void grow(int capacity) {
        partitions = Arrays.copyOf(partitions, capacity);
        offsets = Arrays.copyOf(offsets, capacity);
        leaderEpochs = Arrays.copyOf(leaderEpochs, capacity);
        committedAtMs = Arrays.copyOf(committedAtMs, capacity);
        sequences = Arrays.copyOf(sequences, capacity);
        topicIds = Arrays.copyOf(topicIds, capacity);
        if (metadata != null) {
            metadata = Arrays.copyOf(metadata, capacity);
        }
        if (expiresAtMs != null) {
            expiresAtMs = Arrays.copyOf(expiresAtMs, capacity);
        }
    }
}
