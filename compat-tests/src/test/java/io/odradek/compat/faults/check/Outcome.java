/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.faults.check;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * All that is known after a run.
 *
 * @param sent handed to a producer, acknowledged or not
 * @param acknowledged with the offset that the producer was told
 * @param seen by the consumers that read along, in the order of each
 * @param stored what a fresh consumer read from each partition's start to its end, in its order
 * @param replicas of every partition
 */
public record Outcome(
        Set<Content> sent,
        List<Placed> acknowledged,
        List<Placed> seen,
        List<Placed> stored,
        List<ReplicaContent> replicas) {

    public Outcome {
        // The JDK's immutable sets probe one slot after the other, and records that count up fill them in long runs.
        sent = Collections.unmodifiableSet(new HashSet<>(sent));
        acknowledged = List.copyOf(acknowledged);
        seen = List.copyOf(seen);
        stored = List.copyOf(stored);
        replicas = List.copyOf(replicas);
    }
}
