/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.controller.IsrChange;
import io.odradek.controller.decide.IsrPolicy.Accept;
import io.odradek.controller.decide.IsrPolicy.Reject;
import io.odradek.controller.decide.IsrPolicy.Unchanged;
import io.odradek.controller.decide.IsrPolicy.Verdict;
import io.odradek.controller.image.BrokerImage;
import io.odradek.controller.image.LeaderState;
import io.odradek.controller.image.TopicPartition;
import io.odradek.protocol.error.ErrorCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Partition with replicas 1 2 3, led by 1 in epoch 4, ISR 1 2, partition epoch 7; brokers have epoch 100 + id. */
class IsrPolicyTest {
    private static final TopicPartition PARTITION = new TopicPartition("t", 0);

    private final Map<Integer, BrokerImage> live = new HashMap<>();
    private Set<Integer> leaving = Set.of();
    private boolean recovering;

    IsrPolicyTest() {
        for (int id : List.of(1, 2, 3, 4)) {
            live.put(id, new BrokerImage(id, 100 + id, Map.of(), null));
        }
    }

    private Verdict judge(int proposer, int leaderEpoch, int partitionEpoch, int... members) {
        List<IsrChange.Member> list = new ArrayList<>();
        for (int id : members) {
            list.add(new IsrChange.Member(id, 100 + id));
        }
        return judge(proposer, new IsrChange(PARTITION, leaderEpoch, partitionEpoch, list, false));
    }

    private Verdict judge(int proposer, IsrChange change) {
        IsrPolicy.Known known =
                new IsrPolicy.Known(new LeaderState(1, 4, List.of(1, 2), 7), List.of(1, 2, 3), recovering);
        return IsrPolicy.judge(proposer, change, known, new IsrPolicy.Brokers(live, leaving));
    }

    @Test
    void theLeaderGrowsAndShrinksItsIsr() {
        assertThat(judge(1, 4, 7, 1, 2, 3)).isEqualTo(new Accept(List.of(1, 2, 3), false));
        assertThat(judge(1, 4, 7, 1)).isEqualTo(new Accept(List.of(1), false));
    }

    @Test
    void whatIsSoAlreadyIsAnsweredEvenToAnOldPartitionEpoch() {
        assertThat(judge(1, 4, 7, 1, 2)).isEqualTo(new Unchanged());
        assertThat(judge(1, 4, 5, 1, 2)).isEqualTo(new Unchanged());
    }

    @Test
    void epochsAreChecked() {
        assertThat(judge(1, 3, 7, 1)).isEqualTo(new Reject(ErrorCode.FENCED_LEADER_EPOCH));
        assertThat(judge(1, 5, 7, 1)).isEqualTo(new Reject(ErrorCode.NOT_CONTROLLER));
        assertThat(judge(1, 4, 6, 1)).isEqualTo(new Reject(ErrorCode.INVALID_UPDATE_VERSION));
        assertThat(judge(1, 4, 8, 1)).isEqualTo(new Reject(ErrorCode.NOT_CONTROLLER));
    }

    @Test
    void onlyTheLeaderProposesAndNeverWithoutItself() {
        assertThat(judge(2, 4, 7, 1, 2, 3)).isEqualTo(new Reject(ErrorCode.INVALID_REQUEST));
        assertThat(judge(1, 4, 7, 2)).isEqualTo(new Reject(ErrorCode.INVALID_REQUEST));
    }

    @Test
    void onlyReplicasEnterAndEachOnce() {
        assertThat(judge(1, 4, 7, 1, 4)).isEqualTo(new Reject(ErrorCode.INVALID_REQUEST));
        assertThat(judge(1, 4, 7, 1, 3, 3)).isEqualTo(new Reject(ErrorCode.INVALID_REQUEST));
    }

    @Test
    void theDeadTheLeavingAndThoseOfAnotherLifeDoNotEnter() {
        IsrChange otherLife = new IsrChange(
                PARTITION, 4, 7, List.of(new IsrChange.Member(1, 101), new IsrChange.Member(3, 99)), false);
        IsrChange unknownLife = new IsrChange(
                PARTITION, 4, 7, List.of(new IsrChange.Member(1, -1), new IsrChange.Member(3, -1)), false);

        assertThat(judge(1, otherLife)).isEqualTo(new Reject(ErrorCode.INELIGIBLE_REPLICA));
        assertThat(judge(1, unknownLife)).isEqualTo(new Accept(List.of(1, 3), false));
        leaving = Set.of(2, 3);
        assertThat(judge(1, 4, 7, 1, 2, 3)).isEqualTo(new Reject(ErrorCode.INELIGIBLE_REPLICA));
        leaving = Set.of();
        live.remove(3);
        assertThat(judge(1, 4, 7, 1, 3)).isEqualTo(new Reject(ErrorCode.INELIGIBLE_REPLICA));
    }

    @Test
    void aRecoveringLeaderSaysWhenItIsDoneAndNobodyElseBeginsTo() {
        recovering = true;
        assertThat(judge(1, 4, 7, 1, 2)).isEqualTo(new Accept(List.of(1, 2), false));
        recovering = false;
        IsrChange begins = new IsrChange(PARTITION, 4, 7, List.of(new IsrChange.Member(1, 101)), true);
        assertThat(judge(1, begins)).isEqualTo(new Reject(ErrorCode.INVALID_REQUEST));
    }
}
