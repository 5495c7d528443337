/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.store;

import java.util.List;

/** The brokers that hold a partition, the preferred leader first; and of them those that are on their way in or out. */
public record ReplicaAssignment(List<Integer> replicas, List<Integer> adding, List<Integer> removing) {
    public ReplicaAssignment {
        replicas = List.copyOf(replicas);
        adding = List.copyOf(adding);
        removing = List.copyOf(removing);
    }

    public static ReplicaAssignment of(List<Integer> replicas) {
        return new ReplicaAssignment(replicas, List.of(), List.of());
    }

    public boolean isBeingReassigned() {
        return !adding.isEmpty() || !removing.isEmpty();
    }
}
