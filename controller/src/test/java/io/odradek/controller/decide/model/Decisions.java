/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.decide.model;

import io.odradek.controller.IsrChange;
import io.odradek.controller.decide.IsrPolicy;
import io.odradek.controller.decide.LeaderElection;
import io.odradek.controller.decide.Reassignment;
import io.odradek.controller.store.StateNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The decisions under check. As they are; tests override one to see that the check would find it. */
class Decisions {
    Optional<StateNode> healed(List<Integer> replicas, StateNode state, Set<Integer> live, boolean uncleanAllowed) {
        return LeaderElection.healed(replicas, state, live, uncleanAllowed);
    }

    IsrPolicy.Verdict judge(int proposer, IsrChange change, IsrPolicy.Known known, IsrPolicy.Brokers brokers) {
        return IsrPolicy.judge(proposer, change, known, brokers);
    }

    Reassignment.Step begin(Reassignment.Partition partition, List<Integer> target, Set<Integer> live) {
        return Reassignment.begin(partition, target, live);
    }

    Reassignment.Step cancel(Reassignment.Partition partition, Set<Integer> live) {
        return Reassignment.cancel(partition, live);
    }

    Reassignment.Step advance(Reassignment.Partition partition, Set<Integer> live) {
        return Reassignment.advance(partition, live);
    }
}
