/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the operator when a shard has more groups than anybody needs, and again each time their number has doubled. None
 * is refused: whoever has so many is in need of a larger heap, or of a word with a client. Confined to the shard's loop.
 */
final class ManyGroups {
    static final int FIRST = 20_000;

    private static final Logger log = LoggerFactory.getLogger(ManyGroups.class);
    private static final long BYTES_OF_EACH = 1_600;

    private final int partition;
    private int next = FIRST;

    ManyGroups(int partition) {
        this.partition = partition;
    }

    /** Whether that was worth a line. */
    boolean counted(int groups, String newest) {
        if (groups < next) {
            return false;
        }
        next *= 2;
        log.warn(
                "Partition {} of __consumer_offsets has {} groups, {} the newest of them, in about {} MB of the heap. Look"
                        + " for a client that makes up group ids; if they are wanted, raise the heap (KAFKA_HEAP_OPTS)",
                partition,
                groups,
                newest,
                (groups * BYTES_OF_EACH) >> 20);
        return true;
    }
}
