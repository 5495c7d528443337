/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.replay;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * When each batch was to be sent, for readers on the same loop: the n-th batch that was sent to a partition lies at the
 * n-th place behind where the partition ended, since one connection alone writes to it and every batch has as many
 * records.
 */
public final class SendTimes {

    private final int recordsPerBatch;
    private final Map<Integer, Sent> partitions = new HashMap<>();

    private static final class Sent {
        private final long firstOffset;
        private long[] timesNs = new long[1024];
        private int count;

        Sent(long firstOffset) {
            this.firstOffset = firstOffset;
        }
    }

    /** @param ends of the partitions before the first batch is sent */
    public SendTimes(int recordsPerBatch, Map<Integer, Long> ends) {
        this.recordsPerBatch = recordsPerBatch;
        ends.forEach((partition, end) -> partitions.put(partition, new Sent(end)));
    }

    void sent(int partition, long timeNs) {
        Sent sent = of(partition);
        if (sent.count == sent.timesNs.length) {
            sent.timesNs = Arrays.copyOf(sent.timesNs, sent.count * 2);
        }
        sent.timesNs[sent.count++] = timeNs;
    }

    /** Of the batch that begins at this offset. */
    long timeNs(int partition, long baseOffset) {
        Sent sent = of(partition);
        long place = (baseOffset - sent.firstOffset) / recordsPerBatch;
        if (place < 0 || place >= sent.count) {
            throw new IllegalStateException("nobody sent the batch at offset " + baseOffset + " of " + partition);
        }
        return sent.timesNs[(int) place];
    }

    private Sent of(int partition) {
        Sent sent = partitions.get(partition);
        if (sent == null) {
            throw new IllegalStateException("nobody writes to partition " + partition);
        }
        return sent;
    }
}
