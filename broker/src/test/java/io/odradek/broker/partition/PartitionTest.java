/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.partition;

import static io.odradek.broker.partition.PartitionFixture.following;
import static io.odradek.broker.partition.PartitionFixture.leading;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.odradek.broker.log.LogConfig;
import io.odradek.broker.log.PartitionLog;
import io.odradek.controller.image.TopicPartition;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.wire.Uuid;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PartitionTest {
    private static final TopicPartition NAME = new TopicPartition("orders", 0);
    private static final FetchReader CONSUMER = new FetchReader(FetchOrigin.Consumer.OF_LEADERS, 1, 1 << 20, 0, false);
    private static final FetchReader FOLLOWER = new FetchReader(new FetchOrigin.Replica(2, -1), 1, 1 << 20, 0, false);

    private final PartitionFixture fixture = new PartitionFixture();

    @AfterEach
    void nothingBroke() {
        assertThat(fixture.faults().faults()).isEmpty();
    }

    @Test
    void aLeaderAloneAcknowledgesAtOnce() {
        Partition partition = fixture.lead("orders", 0);

        var first = fixture.append(partition, -1, "a", "b");
        var second = fixture.append(partition, 1, "c");

        assertThat(first.only()).isEqualTo(new Produced(ErrorCode.NONE, 0, -1, 0, null, List.of()));
        assertThat(second.only().baseOffset()).isEqualTo(2);
        assertThat(read(partition, 0, CONSUMER)).containsExactly("a", "b", "c");
    }

    @Test
    void aLogIsOpenedWithTheConfigurationThatIsReadForItsTopic() {
        CompletableFuture<Void> known = new CompletableFuture<>();
        fixture.configured(known);
        AtomicReference<PartitionDirectory.Result> told = new AtomicReference<>();
        fixture.directory()
                .lead(1, List.of(new PartitionDirectory.Decision(NAME, leading(0, List.of(1), List.of(1)))), told::set);
        fixture.settle();
        assertThat(told.get()).as("answered before the configuration is known").isNull();

        fixture.config("orders", LogConfig.DEFAULTS.withSegmentBytes(1 << 20));
        known.complete(null);
        fixture.settle();

        assertThat(told.get().partitions()).containsEntry(NAME, ErrorCode.NONE);
        PartitionLog log = fixture.directory().find(NAME).onLoop().replica().log();
        assertThat(log.config()).isEqualTo(LogConfig.DEFAULTS.withSegmentBytes(1 << 20));
        fixture.assign(new TopicPartition("orders", 1), leading(0, List.of(1), List.of(1)));
        assertThat(fixture.refreshed()).as("once for a topic").containsExactly("orders");
    }

    @Test
    void aReplicaTakenAwayBeforeItsConfigurationIsKnownIsNotMade() {
        CompletableFuture<Void> known = new CompletableFuture<>();
        fixture.configured(known);
        AtomicReference<PartitionDirectory.Result> told = new AtomicReference<>();
        fixture.directory()
                .lead(1, List.of(new PartitionDirectory.Decision(NAME, leading(0, List.of(1), List.of(1)))), told::set);
        fixture.directory().stop(1, List.of(new PartitionDirectory.Stop(NAME, -2, true)), stopped -> {});
        fixture.settle();

        known.completeExceptionally(new IllegalStateException("the session expired"));
        fixture.settle();

        assertThat(told.get().partitions()).containsEntry(NAME, ErrorCode.NOT_LEADER_OR_FOLLOWER);
        assertThat(fixture.disk().exists(Path.of("/data/orders-0"))).isFalse();
    }

    @Test
    void acksAllWaitsForTheReplicasInSync() {
        Partition partition = leadWith(List.of(1, 2));

        var outcome = fixture.append(partition, -1, "a");
        assertThat(outcome.told()).isEmpty();
        assertThat(read(partition, 0, CONSUMER)).as("above the high watermark").isEmpty();
        assertThat(read(partition, 0, FOLLOWER)).containsExactly("a");
        assertThat(outcome.told()).as("asked for, not yet had").isEmpty();
        read(partition, 1, FOLLOWER);

        assertThat(outcome.only().error()).isEqualTo(ErrorCode.NONE);
        assertThat(read(partition, 0, CONSUMER)).containsExactly("a");
    }

    @Test
    void acksOneDoesNotWait() {
        Partition partition = leadWith(List.of(1, 2));

        assertThat(fixture.append(partition, 1, "a").only().error()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void aParkedProduceTimesOutByItself() {
        Partition partition = leadWith(List.of(1, 2));
        var outcome = fixture.append(partition, -1, "a");

        fixture.pass(1_001);

        assertThat(outcome.only().error()).isEqualTo(ErrorCode.REQUEST_TIMED_OUT);
        assertThat(outcome.only().baseOffset()).isZero();
    }

    @Test
    void producesAreAnsweredInTheOrderOfTheirOffsets() {
        Partition partition = leadWith(List.of(1, 2));
        var first = fixture.append(partition, -1, "a");
        var second = fixture.append(partition, -1, "b");

        read(partition, 1, FOLLOWER);

        assertThat(first.told()).hasSize(1);
        assertThat(second.told()).isEmpty();
    }

    @Test
    void tooFewReplicasInSyncRefuseTheAppend() {
        fixture.minInSync("orders", 2);
        fixture.assign(NAME, leading(0, List.of(1), List.of(1, 2)));
        Partition partition = fixture.partition(NAME);

        assertThat(fixture.append(partition, -1, "a").only().error()).isEqualTo(ErrorCode.NOT_ENOUGH_REPLICAS);
        assertThat(fixture.append(partition, 1, "a").only().error()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void whatANewProducerSentBehindARefusedBatchDoesNotOvertakeIt() {
        fixture.minInSync("orders", 2);
        fixture.assign(NAME, leading(0, List.of(1), List.of(1, 2)));
        Partition partition = fixture.partition(NAME);
        assertThat(produce(partition, 0, 0, "a")).isEqualTo(ErrorCode.NOT_ENOUGH_REPLICAS);
        assertThat(produce(partition, 0, 1, "b")).isEqualTo(ErrorCode.NOT_ENOUGH_REPLICAS);
        fixture.minInSync("orders", 1);

        ErrorCode ahead = produce(partition, 0, 1, "b");

        assertThat(ahead).isEqualTo(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER);
        assertThat(produce(partition, 0, 0, "a")).isEqualTo(ErrorCode.NONE);
        assertThat(produce(partition, 0, 1, "b")).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void norIfItWasRefusedForWantOfALeader() {
        fixture.assign(NAME, following(2, 0));
        Partition partition = fixture.partition(NAME);
        assertThat(produce(partition, 0, 0, "a")).isEqualTo(ErrorCode.NOT_LEADER_OR_FOLLOWER);
        fixture.assign(NAME, leading(1, List.of(1), List.of(1)));

        assertThat(produce(partition, 0, 1, "b")).isEqualTo(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER);
    }

    @Test
    void aProducerThatGivesARefusedBatchUpGoesOnInItsNextEpoch() {
        refuseTheFirst();

        assertThat(produce(fixture.partition(NAME), 1, 0, "b")).isEqualTo(ErrorCode.NONE);
        assertThat(produce(fixture.partition(NAME), 1, 1, "c")).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void aProducerWhoseRefusedBatchCameThroughAnotherLeaderIsNotHeldUp() {
        refuseTheFirst();
        Partition partition = fixture.partition(NAME);
        partition.replica().log().appendAsFollower(idempotent(0, 0, "a"));

        assertThat(produce(partition, 0, 1, "b")).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void aRefusalIsForgottenInTheEnd() {
        refuseTheFirst();

        fixture.turn().ticker().advance(RefusedBatches.REMEMBERED_MS + 1, TimeUnit.MILLISECONDS);

        assertThat(produce(fixture.partition(NAME), 0, 1, "b")).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void onlySoManyRefusalsAreRemembered() {
        fixture.assign(NAME, following(2, 0));
        Partition partition = fixture.partition(NAME);
        for (int producer = 0; producer <= RefusedBatches.PRODUCERS_MAX; producer++) {
            produce(partition, producer, 0, 0, "a");
        }
        fixture.assign(NAME, leading(1, List.of(1), List.of(1)));

        assertThat(produce(partition, 0, 0, 1, "b")).isEqualTo(ErrorCode.NONE);
        assertThat(produce(partition, 1, 0, 1, "b")).isEqualTo(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER);
    }

    private void refuseTheFirst() {
        fixture.assign(NAME, following(2, 0));
        produce(fixture.partition(NAME), 0, 0, "a");
        fixture.assign(NAME, leading(1, List.of(1), List.of(1)));
    }

    private ErrorCode produce(Partition partition, int epoch, int sequence, String value) {
        return produce(partition, 9, epoch, sequence, value);
    }

    private static ErrorCode produce(Partition partition, long producer, int epoch, int sequence, String value) {
        PartitionFixture.Outcomes outcomes = new PartitionFixture.Outcomes();
        partition.append(idempotent(producer, epoch, sequence, value), (short) -1, 1_000, outcomes);
        return outcomes.only().error();
    }

    private static ByteBuf idempotent(int epoch, int sequence, String value) {
        return idempotent(9, epoch, sequence, value);
    }

    private static ByteBuf idempotent(long producer, int epoch, int sequence, String value) {
        return PartitionFixture.batch(builder -> {
            builder.producer(producer, (short) epoch, sequence);
            builder.append(PartitionFixture.START_MS, null, value.getBytes(UTF_8));
        });
    }

    @Test
    void losingTheLeadershipFailsWhatIsParked() {
        Partition partition = leadWith(List.of(1, 2));
        var outcome = fixture.append(partition, -1, "a");

        fixture.assign(NAME, following(2, 1));

        assertThat(outcome.only().error()).isEqualTo(ErrorCode.NOT_LEADER_OR_FOLLOWER);
        assertThat(fixture.append(partition, 1, "b").only().error()).isEqualTo(ErrorCode.NOT_LEADER_OR_FOLLOWER);
    }

    @Test
    void aDecisionOfAnOlderEpochIsStale() {
        fixture.assign(NAME, leading(5, List.of(1), List.of(1)));

        assertThat(fixture.assign(NAME, following(2, 4))).isEqualTo(ErrorCode.STALE_CONTROLLER_EPOCH);
        assertThat(fixture.append(fixture.partition(NAME), 1, "a").only().error())
                .isEqualTo(ErrorCode.NONE);
    }

    @Test
    void theSameDecisionTwiceChangesNothing() {
        Partition partition = leadWith(List.of(1, 2));
        var outcome = fixture.append(partition, -1, "a");
        fixture.assign(NAME, leading(0, List.of(1, 2), List.of(1, 2)));

        read(partition, 1, FOLLOWER);

        assertThat(outcome.only().error()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void anotherTopicOfTheSameNameIsNotTakenForThisOne() {
        fixture.assign(NAME, leading(0, List.of(1), List.of(1)));

        Assignment other = new Assignment(new Uuid(1, 1), 1, 1, 1, List.of(1), List.of(1), false);

        assertThat(fixture.assign(NAME, other)).isEqualTo(ErrorCode.INCONSISTENT_TOPIC_ID);
    }

    @Test
    void epochsThatDoNotFitAreRefused() {
        fixture.assign(NAME, leading(5, List.of(1), List.of(1)));
        Partition partition = fixture.partition(NAME);

        assertThat(readInEpoch(partition, 4)).isEqualTo(ErrorCode.FENCED_LEADER_EPOCH);
        assertThat(readInEpoch(partition, 5)).isEqualTo(ErrorCode.NONE);
        assertThat(readInEpoch(partition, 6)).isEqualTo(ErrorCode.UNKNOWN_LEADER_EPOCH);
    }

    @Test
    void aReaderBeyondTheEndOfItsEpochIsToldWhereItDiverged() {
        Partition partition = fixture.lead("orders", 0);
        fixture.append(partition, 1, "a", "b");
        fixture.assign(NAME, leading(3, List.of(1), List.of(1)));
        fixture.append(partition, 1, "c");

        Fetched fetched = partition.read(new FetchAsk(ref(), 3, 3, 0, -1, 1000), CONSUMER, 1000, true);

        assertThat(fetched.divergingEpoch().leaderEpoch()).isZero();
        assertThat(fetched.divergingEpoch().endOffset()).isEqualTo(2);
    }

    @Test
    void anOffsetOutsideTheLogIsOutOfRange() {
        Partition partition = fixture.lead("orders", 0);
        fixture.append(partition, 1, "a");

        assertThat(errorAt(partition, 2)).isEqualTo(ErrorCode.OFFSET_OUT_OF_RANGE);
        assertThat(errorAt(partition, -1)).isEqualTo(ErrorCode.OFFSET_OUT_OF_RANGE);
        assertThat(errorAt(partition, 1)).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void aStrangerMayNotFetchAsAFollower() {
        Partition partition = leadWith(List.of(1, 2));

        FetchReader stranger = new FetchReader(new FetchOrigin.Replica(9, -1), 1, 1 << 20, 0, false);
        Fetched fetched = partition.read(new FetchAsk(ref(), 0, -1, -1, -1, 1000), stranger, 1000, true);

        assertThat(fetched.error()).isEqualTo(ErrorCode.NOT_LEADER_OR_FOLLOWER);
    }

    @Test
    void withAFlushIntervalNothingIsAcknowledgedBeforeItIsForced() {
        fixture.config("orders", LogConfig.DEFAULTS.withFlush(new LogConfig.Flush(1, Long.MAX_VALUE)));
        Partition partition = fixture.lead("orders", 0);

        var outcome = fixture.append(partition, 1, "a");
        assertThat(outcome.told()).isEmpty();
        assertThat(read(partition, 0, CONSUMER)).isEmpty();
        fixture.settle();

        assertThat(outcome.only().error()).isEqualTo(ErrorCode.NONE);
        assertThat(read(partition, 0, CONSUMER)).containsExactly("a");
    }

    @Test
    void aStoppedPartitionIsGoneAndItsLogIsDeleted() {
        fixture.lead("orders", 0);
        var stop = new PartitionDirectory.Stop(NAME, -1, true);

        fixture.directory().stop(1, List.of(stop), result -> {});
        fixture.settle();

        assertThat(fixture.directory().find(NAME)).isNull();
        Partition again = fixture.lead("orders", 0);
        assertThat(fixture.append(again, 1, "a").only().baseOffset()).isZero();
    }

    @Test
    void aPartitionThatHasHeardOfANewerEpochStaysWhereItIs() {
        fixture.assign(NAME, leading(5, List.of(1), List.of(1)));
        List<ErrorCode> told = new ArrayList<>();

        fixture.directory()
                .stop(
                        1,
                        List.of(new PartitionDirectory.Stop(NAME, 4, true)),
                        result -> told.add(result.partitions().get(NAME)));
        fixture.settle();

        assertThat(told).containsExactly(ErrorCode.FENCED_LEADER_EPOCH);
        assertThat(fixture.directory().find(NAME)).isNotNull();
    }

    @Test
    void aPartitionTakenAwayWhileItsLogIsOpenedStaysAway() {
        List<ErrorCode> told = new ArrayList<>();
        var decision = new PartitionDirectory.Decision(NAME, leading(0, List.of(1), List.of(1)));
        fixture.directory()
                .lead(
                        1,
                        List.of(decision),
                        result -> told.add(result.partitions().get(NAME)));
        fixture.directory().stop(1, List.of(new PartitionDirectory.Stop(NAME, -1, true)), result -> {});

        fixture.settle();

        assertThat(told).containsExactly(ErrorCode.NOT_LEADER_OR_FOLLOWER);
        assertThat(fixture.directory().find(NAME)).isNull();
    }

    @Test
    void aDeposedControllerIsRefused() {
        fixture.directory().lead(7, List.of(), result -> {});
        fixture.settle();

        assertThat(fixture.assign(NAME, leading(0, List.of(1), List.of(1))))
                .isEqualTo(ErrorCode.STALE_CONTROLLER_EPOCH);
    }

    @Test
    void theFirstRolesAreSettledOnceTheLogsAreOpen() {
        var settled = fixture.directory().settled().toCompletableFuture();
        var decision = new PartitionDirectory.Decision(NAME, leading(0, List.of(1), List.of(1)));
        fixture.directory().lead(1, List.of(decision), result -> {});
        assertThat(settled).isNotDone();

        fixture.settle();

        assertThat(settled).isCompleted();
        assertThat(fixture.partition(NAME).replica().leader()).isNotNull();
    }

    private Partition leadWith(List<Integer> replicas) {
        fixture.assign(NAME, leading(0, replicas, replicas));
        return fixture.partition(NAME);
    }

    private PartitionRef ref() {
        return fixture.directory().find(NAME);
    }

    private List<String> read(Partition partition, long offset, FetchReader reader) {
        Fetched fetched = partition.read(new FetchAsk(ref(), offset, -1, -1, 0, 1 << 20), reader, 1 << 20, true);
        assertThat(fetched.error()).isEqualTo(ErrorCode.NONE);
        return PartitionFixture.values(fetched.slice());
    }

    private ErrorCode readInEpoch(Partition partition, int epoch) {
        return partition
                .read(new FetchAsk(ref(), 0, epoch, -1, -1, 1000), CONSUMER, 1000, true)
                .error();
    }

    private ErrorCode errorAt(Partition partition, long offset) {
        Fetched fetched = partition.read(new FetchAsk(ref(), offset, -1, -1, -1, 1000), CONSUMER, 1000, true);
        fetched.release();
        return fetched.error();
    }
}
