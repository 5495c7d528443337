/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.partition;

import static io.odradek.broker.partition.PartitionFixture.LAG_TIME_MAX_MS;
import static io.odradek.broker.partition.PartitionFixture.following;
import static io.odradek.broker.partition.PartitionFixture.leading;
import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.controller.IsrChange;
import io.odradek.controller.image.TopicPartition;
import io.odradek.protocol.error.ErrorCode;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(30)
class InSyncKeeperTest {
    private static final TopicPartition NAME = new TopicPartition("orders", 0);
    private static final int EPOCH_OF_2 = 20;

    private final PartitionFixture fixture = new PartitionFixture();
    private final RecordedProposals proposals = fixture.proposals();

    @AfterEach
    void nothingBroke() {
        assertThat(fixture.faults().faults()).isEmpty();
    }

    private Partition leadWith(List<Integer> isr) {
        fixture.assign(NAME, leading(0, isr, List.of(1, 2, 3)));
        return fixture.partition(NAME);
    }

    private ErrorCode fetch(Partition partition, int broker, long offset) {
        return fetch(partition, broker, offset, broker * 10L);
    }

    private ErrorCode fetch(Partition partition, int broker, long offset, long brokerEpoch) {
        FetchReader reader = new FetchReader(new FetchOrigin.Replica(broker, brokerEpoch), 1, 1 << 20, 0, false);
        FetchAsk ask = new FetchAsk(fixture.directory().find(NAME), offset, 0, -1, 0, 1 << 20);
        Fetched fetched = Objects.requireNonNull(partition.read(ask, reader, 1 << 20, true));
        fetched.release();
        fixture.settle();
        return fetched.error();
    }

    private List<Integer> isr(Partition partition) {
        return Objects.requireNonNull(partition.replica().leader()).inSync().committed();
    }

    private static InSyncKeeper keeper(Partition partition) {
        return Objects.requireNonNull(partition.replica().inSyncKeeper());
    }

    private long highWatermark(Partition partition) {
        return Objects.requireNonNull(partition.replica().log()).highWatermark();
    }

    @Test
    void aFollowerThatFetchesFromTheEndIsProposedWithTheLivesOfAll() {
        Partition partition = leadWith(List.of(1));
        fixture.append(partition, 1, "a");

        fetch(partition, 2, 0);
        assertThat(proposals.count()).as("below the high watermark").isZero();
        fetch(partition, 2, 1);

        assertThat(proposals.last())
                .isEqualTo(new IsrChange(
                        NAME,
                        0,
                        0,
                        List.of(
                                new IsrChange.Member(1, PartitionFixture.BROKER_EPOCH),
                                new IsrChange.Member(2, EPOCH_OF_2)),
                        false));
        assertThat(isr(partition)).containsExactly(1);
        proposals.accept();
        fixture.settle();
        assertThat(isr(partition)).containsExactly(1, 2);
    }

    @Test
    void aFollowerThatIsProposedIsWaitedForAtOnce() {
        Partition partition = leadWith(List.of(1));
        fetch(partition, 2, 0);

        var outcome = fixture.append(partition, -1, "a");

        assertThat(outcome.told()).isEmpty();
        fetch(partition, 2, 1);
        assertThat(outcome.only().error()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void thoseWhoArriveWhileAProposalIsOpenAreProposedAfterIt() {
        Partition partition = leadWith(List.of(1));
        fetch(partition, 2, 0);
        fetch(partition, 3, 0);
        assertThat(proposals.count()).isEqualTo(1);

        proposals.accept();
        fixture.settle();

        assertThat(proposals.lastIsr()).containsExactly(1, 2, 3);
        assertThat(proposals.last().partitionEpoch()).isEqualTo(1);
    }

    @Test
    void whoComesInBehindTheLogsEndHasTheFullTimeToGetThere() {
        Partition partition = leadWith(List.of(1, 3));
        fixture.append(partition, 1, "a");
        fixture.append(partition, 1, "b");
        fetch(partition, 3, 1);
        fetch(partition, 2, 1);
        assertThat(proposals.lastIsr()).containsExactly(1, 3, 2);

        proposals.accept();
        fixture.settle();

        assertThat(proposals.count()).as("it is not left out again").isEqualTo(1);
        fetch(partition, 3, 2);
        fixture.pass(LAG_TIME_MAX_MS - 1);
        assertThat(proposals.count()).isEqualTo(1);
        fixture.pass(10);
        assertThat(proposals.lastIsr()).containsExactly(1, 3);
    }

    @Test
    void aDeadBrokerIsNotProposedUntilItLivesAgain() {
        Partition partition = leadWith(List.of(1));
        fixture.dead().add(2);
        fetch(partition, 2, 0);
        assertThat(proposals.count()).isZero();

        fixture.dead().clear();
        fixture.pass(500);

        assertThat(proposals.lastIsr()).containsExactly(1, 2);
    }

    @Test
    void aFollowerThatStopsFetchingIsLeftOut() {
        Partition partition = leadWith(List.of(1, 2));
        fetch(partition, 2, 0);
        fixture.pass(10);
        var outcome = fixture.append(partition, -1, "a");
        outcome.told().clear();

        fixture.pass(LAG_TIME_MAX_MS);
        assertThat(proposals.count()).isZero();
        fixture.pass(2);

        assertThat(proposals.lastIsr()).containsExactly(1);
        assertThat(highWatermark(partition)).as("until it is stored").isZero();
        proposals.accept();
        fixture.settle();
        assertThat(highWatermark(partition)).isEqualTo(1);
        assertThat(isr(partition)).containsExactly(1);
        fixture.pass(1_000);
        assertThat(proposals.count()).as("nor proposed again until it fetches").isEqualTo(1);
    }

    @Test
    void nobodyIsLeftOutOfAPartitionThatNobodyWritesTo() {
        Partition partition = leadWith(List.of(1, 2, 3));
        fetch(partition, 2, 0);
        fetch(partition, 3, 0);

        fixture.pass(LAG_TIME_MAX_MS * 3);

        assertThat(proposals.count()).isZero();
        assertThat(isr(partition)).containsExactly(1, 2, 3);
        assertThat(keeper(partition).isWatching()).isFalse();
    }

    @Test
    void aFollowerThatNeverFetchesIsLeftOutAlthoughNothingIsWritten() {
        leadWith(List.of(1, 2));

        fixture.pass(LAG_TIME_MAX_MS + 2);

        assertThat(proposals.lastIsr()).containsExactly(1);
    }

    @Test
    void oneProposalIsOpenAtATime() {
        Partition partition = leadWith(List.of(1, 2, 3));
        fetch(partition, 2, 0);
        fixture.pass(1_000);
        fixture.append(partition, 1, "a");

        fixture.pass(LAG_TIME_MAX_MS * 2);
        assertThat(proposals.count()).isEqualTo(1);
        assertThat(proposals.lastIsr()).containsExactly(1, 2);

        proposals.accept();
        fixture.settle();
        assertThat(proposals.lastIsr()).containsExactly(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"INELIGIBLE_REPLICA", "OPERATION_NOT_ATTEMPTED"})
    void aRefusalForNowIsTriedAgainLater(ErrorCode refusal) {
        Partition partition = leadWith(List.of(1));
        fetch(partition, 2, 0);

        proposals.refuse(refusal);
        fixture.pass(499);
        assertThat(proposals.count()).isEqualTo(1);
        assertThat(Objects.requireNonNull(partition.replica().leader()).inSync())
                .isEqualTo(new InSyncReplicas(List.of(1), 0, null));
        fixture.pass(2);

        assertThat(proposals.count()).isEqualTo(2);
    }

    @Test
    void aRefusedFollowerThatIsHeardOfNoMoreIsNotTriedForEver() {
        Partition partition = leadWith(List.of(1));
        fetch(partition, 2, 0);
        int most = (int) (LAG_TIME_MAX_MS / 500 + 2);
        for (int i = 0; i < most * 2; i++) {
            proposals.refuse(ErrorCode.INELIGIBLE_REPLICA);
            fixture.pass(500);
        }

        assertThat(proposals.count()).isBetween(3, most);
        assertThat(keeper(partition).isWatching()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "UNKNOWN_TOPIC_OR_PARTITION",
                "UNKNOWN_TOPIC_ID",
                "FENCED_LEADER_EPOCH",
                "INVALID_UPDATE_VERSION",
                "INVALID_REQUEST",
                "NEW_LEADER_ELECTED"
            })
    void aRefusalByOneWhoKnowsMoreWaitsForTheControllersWord(ErrorCode refusal) {
        Partition partition = leadWith(List.of(1));
        fetch(partition, 2, 0);

        proposals.refuse(refusal);
        fixture.pass(LAG_TIME_MAX_MS * 2);
        assertThat(proposals.count()).isEqualTo(1);
        assertThat(Objects.requireNonNull(partition.replica().leader()).inSync().mayContain(2))
                .as("it may have been stored")
                .isTrue();

        fixture.assign(NAME, new Assignment(PartitionFixture.TOPIC_ID, 1, 0, 4, List.of(1), List.of(1, 2, 3), false));
        fetch(partition, 2, 0);
        assertThat(proposals.last().partitionEpoch()).isEqualTo(4);
    }

    @ParameterizedTest
    @EnumSource(names = {"UNKNOWN_SERVER_ERROR", "NOT_CONTROLLER", "NETWORK_EXCEPTION"})
    void anythingElseIsAskedAgain(ErrorCode failure) {
        Partition partition = leadWith(List.of(1));
        fetch(partition, 2, 0);
        IsrChange first = proposals.last();

        proposals.refuse(failure);
        fixture.pass(60);

        assertThat(proposals.count()).isEqualTo(2);
        assertThat(proposals.last()).isEqualTo(first);
    }

    @Test
    void anAnswerThatWasOvertakenByTheControllerIsIgnored() {
        Partition partition = leadWith(List.of(1));
        fetch(partition, 2, 0);

        fixture.assign(
                NAME, new Assignment(PartitionFixture.TOPIC_ID, 1, 0, 7, List.of(1, 3), List.of(1, 2, 3), false));
        proposals.accept(0);
        fixture.settle();

        assertThat(isr(partition)).containsExactly(1, 3);
    }

    @Test
    void aProposalIsWithdrawnWithTheLeadership() {
        Partition partition = leadWith(List.of(1));
        fetch(partition, 2, 0);

        fixture.assign(NAME, following(2, 1));
        proposals.accept();
        fixture.settle();

        assertThat(proposals.withdrawn()).containsExactly(NAME);
        assertThat(partition.replica().leader()).isNull();
    }

    @Test
    void anEarlierLifeOfAFollowerIsRefusedAndDoesNotCount() {
        Partition partition = leadWith(List.of(1, 2));
        fetch(partition, 2, 0, EPOCH_OF_2 + 1);
        fixture.append(partition, 1, "a");

        assertThat(fetch(partition, 2, 1, EPOCH_OF_2)).isEqualTo(ErrorCode.NOT_LEADER_OR_FOLLOWER);

        assertThat(highWatermark(partition)).isZero();
    }

    @Test
    void aRestartedFollowerIsProposedInItsNewLifeOnly() {
        Partition partition = leadWith(List.of(1));
        fixture.append(partition, 1, "a");
        fetch(partition, 2, 1);
        proposals.refuse(ErrorCode.INELIGIBLE_REPLICA);

        fetch(partition, 2, 0, EPOCH_OF_2 + 1);
        fixture.pass(1_000);
        assertThat(proposals.count()).as("the new life has not arrived").isEqualTo(1);
        fetch(partition, 2, 1, EPOCH_OF_2 + 1);

        assertThat(proposals.last().members()).contains(new IsrChange.Member(2, EPOCH_OF_2 + 1));
    }

    @Test
    void aBrokerThatIsNoReplicaGetsNothing() {
        Partition partition = leadWith(List.of(1));

        assertThat(fetch(partition, 9, 0)).isEqualTo(ErrorCode.UNKNOWN_LEADER_EPOCH);
    }

    @Test
    void tooFewReplicasInSyncFailWhatIsParkedAndHoldTheHighWatermark() {
        fixture.minInSync("orders", 2);
        Partition partition = leadWith(List.of(1, 2));
        fetch(partition, 2, 0);
        var outcome = new PartitionFixture.Outcomes();
        partition.append(PartitionFixture.batch("a"), (short) -1, 60_000, outcome);
        fixture.pass(LAG_TIME_MAX_MS + 2);
        assertThat(outcome.told()).isEmpty();

        proposals.accept();
        fixture.settle();

        assertThat(outcome.only().error()).isEqualTo(ErrorCode.NOT_ENOUGH_REPLICAS_AFTER_APPEND);
        assertThat(highWatermark(partition)).isZero();
        assertThat(fixture.append(partition, -1, "b").only().error()).isEqualTo(ErrorCode.NOT_ENOUGH_REPLICAS);

        fetch(partition, 3, 1);
        proposals.accept();
        fixture.settle();
        assertThat(highWatermark(partition)).isEqualTo(1);
        var again = fixture.append(partition, -1, "b");
        fetch(partition, 3, 2);
        assertThat(again.only().error()).isEqualTo(ErrorCode.NONE);
    }

    /** What stopping brokers do: they fetch once more, and are refused, or gone before anybody answers. */
    @ParameterizedTest
    @EnumSource(names = {"INELIGIBLE_REPLICA", "OPERATION_NOT_ATTEMPTED"})
    void nobodyWaitsForAFollowerThatTheControllerDoesNotTakeIn(ErrorCode refusal) {
        Partition partition = leadWith(List.of(1, 3));
        fetch(partition, 3, 0);
        fetch(partition, 2, 0);
        var outcome = fixture.append(partition, -1, "a");
        fetch(partition, 3, 1);
        assertThat(outcome.told()).as("while it may be taken in").isEmpty();

        proposals.refuse(refusal);
        fixture.settle();

        assertThat(outcome.only().error()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void nobodyWaitsForAFollowerOutsideAnyMoreOnceItsBrokerIsGone() {
        Partition partition = leadWith(List.of(1, 3));
        var outcome = runAfterTheHighWatermark(partition);
        assertThat(outcome.told()).as("while it is alive and was caught up").isEmpty();

        fixture.dead().add(2);
        fixture.pass(50);

        assertThat(outcome.only().error()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void nobodyWaitsForAFollowerOutsideForLongerThanItMayLag() {
        Partition partition = leadWith(List.of(1, 3));
        var outcome = runAfterTheHighWatermark(partition);

        fixture.pass(LAG_TIME_MAX_MS - 10);
        fetch(partition, 3, 3);
        assertThat(outcome.told()).isEmpty();
        fixture.pass(10 + 50);

        assertThat(outcome.only().error()).isEqualTo(ErrorCode.NONE);
    }

    /** Broker 2, outside, has all that was there when it fetched before, and yet less than the high watermark. */
    private PartitionFixture.Outcomes runAfterTheHighWatermark(Partition partition) {
        fixture.append(partition, 1, "a");
        fetch(partition, 3, 1);
        fetch(partition, 2, 0);
        fixture.append(partition, 1, "b");
        fetch(partition, 3, 2);
        assertThat(highWatermark(partition)).isEqualTo(2);
        fetch(partition, 2, 1);
        PartitionFixture.Outcomes outcome = new PartitionFixture.Outcomes();
        partition.append(PartitionFixture.batch("c"), (short) -1, 60_000, outcome);
        fetch(partition, 3, 3);
        assertThat(proposals.count()).isZero();
        return outcome;
    }

    @Test
    void nobodyWaitsForAFollowerThatTheControllerLeftOut() {
        Partition partition = leadWith(List.of(1, 2, 3));
        fetch(partition, 3, 0);
        fetch(partition, 2, 0);
        var outcome = fixture.append(partition, -1, "a");
        fetch(partition, 3, 1);
        assertThat(outcome.told()).as("while it is in sync").isEmpty();

        fixture.assign(
                NAME, new Assignment(PartitionFixture.TOPIC_ID, 1, 0, 7, List.of(1, 3), List.of(1, 2, 3), false));

        assertThat(outcome.only().error()).isEqualTo(ErrorCode.NONE);
    }
}
