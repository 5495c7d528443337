/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.broker.net.HandDrivenLoop;
import io.odradek.controller.AlterPartitionAnswer;
import io.odradek.controller.IsrChange;
import io.odradek.controller.IsrChanged;
import io.odradek.controller.image.LeaderState;
import io.odradek.controller.image.TopicPartition;
import io.odradek.protocol.error.ErrorCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(30)
class InSyncProposerTest {
    private static final LeaderState STATE = new LeaderState(1, 3, List.of(1, 2), 8);

    private final HandDrivenLoop turn = new HandDrivenLoop();
    private final List<List<IsrChange>> asked = new ArrayList<>();
    private final List<CompletableFuture<AlterPartitionAnswer>> answers = new ArrayList<>();
    private final List<IsrChanged> told = new ArrayList<>();
    private int controllerId = 2;

    private final InSyncProposer proposer = new InSyncProposer(turn.executor(), () -> controllerId, changes -> {
        asked.add(changes);
        answers.add(new CompletableFuture<>());
        return answers.get(answers.size() - 1);
    });

    private static IsrChange change(int partition, int leaderEpoch) {
        return new IsrChange(
                new TopicPartition("orders", partition),
                leaderEpoch,
                7,
                List.of(new IsrChange.Member(1, 11), new IsrChange.Member(2, 22)),
                false);
    }

    private void propose(IsrChange change) {
        proposer.propose(change, told::add);
        turn.settle();
    }

    private void answer(int request, ErrorCode error, IsrChanged... changes) {
        answers.get(request).complete(new AlterPartitionAnswer(error, List.of(changes)));
        turn.settle();
    }

    private static IsrChanged stored(IsrChange change) {
        return new IsrChanged(change.partition(), ErrorCode.NONE, STATE);
    }

    @Test
    void oneRequestIsUnderWayAtATimeAndTheNextCarriesAllThatCameMeanwhile() {
        propose(change(0, 3));
        propose(change(1, 3));
        propose(change(2, 3));
        assertThat(asked).containsExactly(List.of(change(0, 3)));

        answer(0, ErrorCode.NONE, stored(change(0, 3)));

        assertThat(told).containsExactly(stored(change(0, 3)));
        assertThat(asked).hasSize(2);
        assertThat(asked.get(1)).containsExactly(change(1, 3), change(2, 3));
    }

    @Test
    void eachPartitionHearsItsOwnAnswer() {
        propose(change(0, 3));
        propose(change(1, 3));
        answer(0, ErrorCode.NONE, stored(change(0, 3)));
        IsrChanged refused = new IsrChanged(change(1, 3).partition(), ErrorCode.INELIGIBLE_REPLICA, null);

        answer(1, ErrorCode.NONE, refused);
        turn.pass(1_000);

        assertThat(told).containsExactly(stored(change(0, 3)), refused);
        assertThat(asked).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource(
            names = {"NOT_CONTROLLER", "STALE_BROKER_EPOCH", "CLUSTER_AUTHORIZATION_FAILED", "UNKNOWN_SERVER_ERROR"})
    void aRequestThatNobodyTookIsSentAgainALittleLater(ErrorCode error) {
        propose(change(0, 3));

        answer(0, error);
        turn.pass(49);
        assertThat(asked).hasSize(1);
        turn.pass(2);

        assertThat(asked).containsExactly(List.of(change(0, 3)), List.of(change(0, 3)));
        assertThat(told).isEmpty();
    }

    @Test
    void aRequestWhoseConnectionBreaksIsSentAgain() {
        propose(change(0, 3));

        answers.get(0).completeExceptionally(new IOException("broken"));
        turn.pass(60);
        answer(1, ErrorCode.NONE, stored(change(0, 3)));

        assertThat(told).containsExactly(stored(change(0, 3)));
    }

    @Test
    void whatTheAnswerLeavesOutIsAskedAgain() {
        propose(change(0, 3));

        answer(0, ErrorCode.NONE);
        turn.pass(60);

        assertThat(asked).hasSize(2);
        assertThat(told).isEmpty();
    }

    @Test
    void aNewControllerIsAskedAlthoughTheOldOneHangs() {
        propose(change(0, 3));
        turn.pass(10_000);
        assertThat(asked).hasSize(1);

        controllerId = 3;
        turn.pass(201);
        assertThat(asked).hasSize(2);
        answer(0, ErrorCode.NOT_CONTROLLER);
        answer(1, ErrorCode.NONE, stored(change(0, 3)));
        turn.pass(1_000);

        assertThat(told).containsExactly(stored(change(0, 3)));
        assertThat(asked).hasSize(2);
    }

    @Test
    void aLaterProposalOfAPartitionTakesThePlaceOfTheOneBefore() {
        propose(change(0, 3));
        propose(change(0, 4));

        answer(0, ErrorCode.NONE, stored(change(0, 3)));
        assertThat(told).as("an answer to what is no longer asked").isEmpty();
        turn.pass(60);

        assertThat(asked.get(1)).containsExactly(change(0, 4));
    }

    @Test
    void aWithdrawnProposalIsNotAskedAgain() {
        propose(change(0, 3));
        proposer.withdraw(change(0, 3).partition(), 3);
        turn.settle();

        answer(0, ErrorCode.NOT_CONTROLLER);
        turn.pass(1_000);

        assertThat(asked).hasSize(1);
        assertThat(told).isEmpty();
    }

    @Test
    void aWithdrawalDoesNotTouchTheProposalOfALaterEpoch() {
        propose(change(0, 3));
        propose(change(0, 4));
        proposer.withdraw(change(0, 3).partition(), 3);
        turn.settle();

        answer(0, ErrorCode.NOT_CONTROLLER);
        turn.pass(60);

        assertThat(asked.get(1)).containsExactly(change(0, 4));
    }
}
