/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.replay;

import java.util.Map;

/**
 * One consumer: a connection to one broker, which reads some of the partitions that this broker leads.
 *
 * @param from offsets by partition
 */
public record Reader(int port, Map<Integer, Long> from) {
    public Reader {
        from = Map.copyOf(from);
    }
}
