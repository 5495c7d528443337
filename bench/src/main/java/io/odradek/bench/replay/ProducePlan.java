/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.replay;

import java.util.List;

/**
 * Who writes what. Each connection writes to one partition; there are at least as many of them as partitions.
 *
 * @param leaderPorts by partition
 * @param inFlight requests that a connection has on their way while it floods
 */
public record ProducePlan(
        String topic, List<Integer> leaderPorts, int connections, int inFlight, short acks, Payload payload) {

    public ProducePlan {
        leaderPorts = List.copyOf(leaderPorts);
        if (connections < leaderPorts.size()) {
            throw new IllegalArgumentException(connections + " connections for " + leaderPorts.size() + " partitions");
        }
    }
}
