/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.decide;

import io.odradek.controller.IsrChange;
import io.odradek.controller.image.BrokerImage;
import io.odradek.controller.image.LeaderState;
import io.odradek.protocol.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whether a leader's proposal of in-sync replicas is taken, and what the partition's state then is. */
public final class IsrPolicy {
    private IsrPolicy() {}

    /** What became of a proposal. */
    public sealed interface Verdict {}

    /** Store this. */
    public record Accept(List<Integer> isr, boolean recovering) implements Verdict {}

    /** It is so already; answer with the present state. */
    public record Unchanged() implements Verdict {}

    /** Answer with this code. */
    public record Reject(ErrorCode error) implements Verdict {}

    /** The partition as the controller knows it. */
    public record Known(LeaderState state, List<Integer> replicas, boolean recovering) {}

    /** Live brokers, and those that are leaving in good order. */
    public record Brokers(Map<Integer, BrokerImage> live, Set<Integer> leaving) {}

    /** Judges the proposal of a broker. */
    public static Verdict judge(int proposer, IsrChange change, Known known, Brokers brokers) {
        LeaderState state = known.state();
        if (change.leaderEpoch() < state.leaderEpoch()) {
            return new Reject(ErrorCode.FENCED_LEADER_EPOCH);
        }
        if (change.leaderEpoch() > state.leaderEpoch()) {
            return new Reject(ErrorCode.NOT_CONTROLLER);
        }
        List<Integer> proposed = new ArrayList<>();
        change.members().forEach(member -> proposed.add(member.brokerId()));
        boolean same = proposed.equals(state.isr()) && change.recovering() == known.recovering();
        if (same && change.partitionEpoch() <= state.partitionEpoch()) {
            return new Unchanged();
        }
        if (change.partitionEpoch() != state.partitionEpoch()) {
            return new Reject(
                    change.partitionEpoch() < state.partitionEpoch()
                            ? ErrorCode.INVALID_UPDATE_VERSION
                            : ErrorCode.NOT_CONTROLLER);
        }
        if (state.leader() != proposer || !proposed.contains(proposer)) {
            return new Reject(ErrorCode.INVALID_REQUEST);
        }
        if (change.recovering() && (!known.recovering() || proposed.size() > 1)) {
            return new Reject(ErrorCode.INVALID_REQUEST);
        }
        return members(change, known, brokers);
    }

    private static Verdict members(IsrChange change, Known known, Brokers brokers) {
        List<Integer> isr = new ArrayList<>();
        for (IsrChange.Member member : change.members()) {
            int id = member.brokerId();
            if (!known.replicas().contains(id) || isr.contains(id)) {
                return new Reject(ErrorCode.INVALID_REQUEST);
            }
            BrokerImage broker = brokers.live().get(id);
            boolean present = known.state().isr().contains(id);
            boolean leaving = brokers.leaving().contains(id) && !present;
            boolean anotherLife = broker != null && member.brokerEpoch() >= 0 && member.brokerEpoch() != broker.epoch();
            if (broker == null || leaving || anotherLife) {
                return new Reject(ErrorCode.INELIGIBLE_REPLICA);
            }
            isr.add(id);
        }
        return new Accept(isr, change.recovering());
    }
}
