/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator;

import static io.odradek.broker.partition.PartitionFixture.BROKER;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.odradek.broker.partition.Partition;
import io.odradek.broker.partition.PartitionDirectory;
import io.odradek.broker.partition.PartitionFixture;
import io.odradek.controller.image.TopicPartition;
import io.odradek.protocol.error.ErrorCode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Decide, append, apply, answer; load, unload, timers: on a partition with a real log, whose followers the test plays. */
class CoordinatorShardTest {
    private static final TopicPartition NAME = new TopicPartition(Tallies.TOPIC, 0);
    private static final int FOLLOWER = 2;

    private final List<Tallies> made = new ArrayList<>();
    private final List<CoordinatorShards<Tallies>> shards = new ArrayList<>();
    private final PartitionFixture world = PartitionFixture.observed(this::shards);

    private CoordinatorShards<Tallies> shards(PartitionFixture fixture) {
        shards.add(new CoordinatorShards<>(
                Tallies.kind(made),
                new CoordinatorWorld(UnpooledByteBufAllocator.DEFAULT, fixture.diskPool(), fixture::now),
                () -> 1));
        return shards.get(0);
    }

    private Partition leadAlone() {
        return world.lead(Tallies.TOPIC, 0);
    }

    private Partition leadWithFollower(int epoch) {
        world.assign(NAME, PartitionFixture.leading(epoch, List.of(BROKER, FOLLOWER), List.of(BROKER, FOLLOWER)));
        return world.partition(NAME);
    }

    private Tallies state() {
        return made.get(made.size() - 1);
    }

    private RecordedAnswer<Long> put(String name, long number) {
        RecordedAnswer<Long> answer = new RecordedAnswer<>();
        shards.get(0).decide("key", state -> Tallies.put(state, name, number), answer);
        world.settle();
        return answer;
    }

    /** So many numbers, each under the name n of itself modulo so many names; a thousand in a batch. */
    private void putAll(int count, int names) {
        for (int from = 0; from < count; from += 1_000) {
            List<CoordinatorRecord> records = new ArrayList<>();
            for (int i = from; i < from + 1_000; i++) {
                records.add(Tallies.record("n" + i % names, i));
            }
            shards.get(0).decide("key", state -> Decision.of(records, true), new RecordedAnswer<>());
        }
        world.settle();
    }

    private RecordedAnswer<Long> get(String name) {
        RecordedAnswer<Long> answer = new RecordedAnswer<>();
        shards.get(0).decide("key", state -> Decision.of(state.numbers.get(name)), answer);
        world.settle();
        return answer;
    }

    @Test
    void whatIsDecidedIsStoredAppliedAndAnswered() {
        Partition partition = leadAlone();

        assertThat(put("a", 3).reply()).isZero();

        assertThat(put("a", 5).reply()).isEqualTo(3);
        assertThat(get("a").reply()).isEqualTo(5);
        assertThat(partition.leaderLog().endOffset()).isEqualTo(2);
    }

    @Test
    void anAnswerWaitsForTheReplicasInSync() {
        Partition partition = leadWithFollower(0);
        RecordedAnswer<Long> answer = put("a", 3);

        assertThat(state().numbers).containsEntry("a", 3L);
        assertThat(answer.told()).isEmpty();
        world.fetchedBy(FOLLOWER, partition, 1);

        assertThat(answer.told()).containsExactly(0L);
    }

    @Test
    void whatIsDecidedOnStateThatMayBeLostIsNotTold() {
        Partition partition = leadWithFollower(0);
        put("a", 3);

        RecordedAnswer<Long> read = get("a");
        assertThat(read.told()).isEmpty();
        world.fetchedBy(FOLLOWER, partition, 1);

        assertThat(read.told()).containsExactly(3L);
    }

    @Test
    void aLookIsAnsweredAtOnce() {
        leadWithFollower(0);
        put("a", 3);
        RecordedAnswer<Long> answer = new RecordedAnswer<>();

        shards.get(0).look("key", state -> state.numbers.get("a"), answer);

        assertThat(answer.told()).containsExactly(3L);
    }

    @Test
    void effectsComeBeforeTheReplyAndWithTheSameFate() {
        Partition partition = leadWithFollower(0);
        List<Object> told = new ArrayList<>();
        RecordedAnswer<Long> answer = new RecordedAnswer<>();

        shards.get(0)
                .decide(
                        "key",
                        state -> Tallies.put(state, "a", 1)
                                .with(result -> told.add(answer.told().size() + " " + result)),
                        answer);
        world.settle();
        assertThat(told).isEmpty();
        world.fetchedBy(FOLLOWER, partition, 1);

        assertThat(told).containsExactly("0 NONE");
        assertThat(answer.told()).hasSize(1);
    }

    @Test
    void withTooFewReplicasInSyncNothingIsStored() {
        world.minInSync(Tallies.TOPIC, 2);
        world.assign(NAME, PartitionFixture.leading(0, List.of(BROKER), List.of(BROKER, FOLLOWER)));

        assertThat(put("a", 3).told()).containsExactly(ErrorCode.COORDINATOR_NOT_AVAILABLE);
        assertThat(state().numbers).isEmpty();
        assertThat(world.partition(NAME).leaderLog().endOffset()).isZero();
    }

    @Test
    void whoeverWaitsTooLongForReplicasIsSentAway() {
        leadWithFollower(0);
        RecordedAnswer<Long> first = put("a", 3);
        world.pass(1_000);
        RecordedAnswer<Long> second = put("a", 4);

        world.pass(Tallies.COMMIT_TIMEOUT_MS - 1_000);
        assertThat(first.told()).containsExactly(ErrorCode.COORDINATOR_NOT_AVAILABLE);
        assertThat(second.told()).isEmpty();
        world.pass(1_000);

        assertThat(second.told()).containsExactly(ErrorCode.COORDINATOR_NOT_AVAILABLE);
    }

    @Test
    void whoeverLosesTheLeadershipAnswersAndForgets() {
        leadWithFollower(0);
        RecordedAnswer<Long> waiting = put("a", 3);
        Tallies first = state();

        world.assign(NAME, PartitionFixture.following(FOLLOWER, 1));

        assertThat(waiting.told()).containsExactly(ErrorCode.NOT_COORDINATOR);
        assertThat(first.unloaded).isTrue();
        assertThat(get("a").told()).containsExactly(ErrorCode.NOT_COORDINATOR);
    }

    @Test
    void aNewLeadershipBeginsWithWhatTheLogSays() {
        leadAlone();
        // Of several pieces.
        putAll(30_000, 100);
        world.assign(NAME, PartitionFixture.following(FOLLOWER, 1));

        world.assign(NAME, PartitionFixture.leading(2, List.of(BROKER), List.of(BROKER)));

        assertThat(made).hasSize(2);
        assertThat(state().loaded).isTrue();
        assertThat(state().numbers).isEqualTo(made.get(0).numbers).hasSize(100);
        assertThat(get("n99").reply()).isEqualTo(29_999);
    }

    @Test
    void whatAFormerLeaderLeftUncommittedIsNotToldBeforeItIsCommitted() {
        Partition partition = leadWithFollower(0);
        put("a", 3);
        world.assign(NAME, PartitionFixture.following(FOLLOWER, 1));

        leadWithFollower(2);
        RecordedAnswer<Long> read = get("a");
        assertThat(read.told()).isEmpty();
        world.fetchedBy(FOLLOWER, partition, 1);

        assertThat(read.told()).containsExactly(3L);
    }

    @Test
    void aNewEpochOfTheSameLeaderChangesNothing() {
        Partition partition = leadWithFollower(0);
        RecordedAnswer<Long> waiting = put("a", 3);

        leadWithFollower(1);
        assertThat(waiting.told()).isEmpty();
        world.fetchedBy(FOLLOWER, partition, 1);

        assertThat(waiting.told()).containsExactly(0L);
        assertThat(made).hasSize(1);
    }

    /** Leads again, and has begun to load. */
    private void beginToLoad() {
        leadAlone();
        putAll(3_000, 3_000);
        world.assign(NAME, PartitionFixture.following(FOLLOWER, 1));
        world.directory()
                .lead(
                        1,
                        List.of(new PartitionDirectory.Decision(
                                NAME, PartitionFixture.leading(2, List.of(BROKER), List.of(BROKER)))),
                        result -> {});
        world.turn().settle();
    }

    @Test
    void whoeverComesWhileItLoadsIsAnsweredWhenItHas() {
        beginToLoad();
        RecordedAnswer<Long> early = new RecordedAnswer<>();

        shards.get(0).decide("key", state -> Decision.of(state.numbers.get("n2999")), early);
        assertThat(early.told()).isEmpty();
        world.settle();

        assertThat(early.told()).containsExactly(2_999L);
    }

    @Test
    void whoeverWaitsTooLongForALoadIsSentAway() {
        beginToLoad();
        RecordedAnswer<Long> early = new RecordedAnswer<>();
        RecordedAnswer<Long> late = new RecordedAnswer<>();

        shards.get(0).decide("key", state -> Decision.of(1L), early);
        world.turn().pass(AwaitingLoad.HOLD_MS);
        shards.get(0).look("key", state -> 1L, late);

        assertThat(early.told()).containsExactly(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS);
        assertThat(late.told()).containsExactly(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS);
    }

    @Test
    void noMoreWaitForALoadThanThereIsRoomFor() {
        beginToLoad();
        List<RecordedAnswer<Long>> answers = new ArrayList<>();

        for (int i = 0; i <= AwaitingLoad.HELD_MAX; i++) {
            answers.add(new RecordedAnswer<>());
            shards.get(0).look("key", state -> 1L, answers.get(i));
        }

        assertThat(answers.get(AwaitingLoad.HELD_MAX).told()).containsExactly(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS);
        assertThat(answers.get(AwaitingLoad.HELD_MAX - 1).told()).isEmpty();
    }

    @Test
    void aLeadershipThatEndsWhileItLoadsLeavesNothingBehind() {
        leadAlone();
        put("a", 1);
        world.assign(NAME, PartitionFixture.following(FOLLOWER, 1));
        world.directory()
                .lead(
                        1,
                        List.of(new PartitionDirectory.Decision(
                                NAME, PartitionFixture.leading(2, List.of(BROKER), List.of(BROKER)))),
                        result -> {});
        world.turn().settle();

        world.assign(NAME, PartitionFixture.following(FOLLOWER, 3));

        assertThat(state().loaded).isFalse();
        assertThat(get("a").told()).containsExactly(ErrorCode.NOT_COORDINATOR);
    }

    @Test
    void recordsOfTransactionsAreToldApart() {
        Partition partition = leadAlone();
        put("a", 1);
        partition.append(
                PartitionFixture.batch(builder -> builder.producer(7, (short) 0, 0)
                        .transactional()
                        .append(PartitionFixture.START_MS, key("b"), value(4))),
                (short) -1,
                1_000,
                new PartitionFixture.Outcomes());
        partition
                .leaderLog()
                .append(PartitionFixture.batch(builder -> builder.producer(7, (short) 0, -1)
                        .transactional()
                        .control()
                        .append(PartitionFixture.START_MS, new byte[] {0, 0, 0, 1}, new byte[] {0, 0, 0, 0, 0, 0})));
        world.assign(NAME, PartitionFixture.following(FOLLOWER, 1));

        world.assign(NAME, PartitionFixture.leading(2, List.of(BROKER), List.of(BROKER)));

        assertThat(state().numbers).containsOnlyKeys("a");
        assertThat(state().pending).containsExactly("7 b", "7 commits");
    }

    private static byte[] key(String name) {
        byte[] group = name.getBytes(UTF_8);
        byte[] bytes = new byte[2 + 2 + group.length + 2 + 1 + 4];
        ByteBuffer.wrap(bytes)
                .putShort((short) 1)
                .putShort((short) group.length)
                .put(group)
                .putShort((short) 1)
                .put((byte) 't')
                .putInt(0);
        return bytes;
    }

    private static byte[] value(long number) {
        byte[] bytes = new byte[2 + 8 + 4 + 2 + 8];
        ByteBuffer.wrap(bytes)
                .putShort((short) 3)
                .putLong(number)
                .putInt(-1)
                .putShort((short) 0)
                .putLong(9);
        return bytes;
    }

    @Test
    void recordsOfATypeThatIsNotKnownArePassedOver() {
        Partition partition = leadAlone();
        put("a", 1);
        byte[] unknown = {0, 99, 1, 2, 3};
        partition.append(
                PartitionFixture.batch(builder -> builder.append(PartitionFixture.START_MS, unknown, unknown)),
                (short) -1,
                1_000,
                new PartitionFixture.Outcomes());
        put("b", 2);
        world.assign(NAME, PartitionFixture.following(FOLLOWER, 1));

        world.assign(NAME, PartitionFixture.leading(2, List.of(BROKER), List.of(BROKER)));

        assertThat(state().numbers).containsOnlyKeys("a", "b");
    }

    @Test
    void whatCannotBeReadIsNotServed() {
        Partition partition = leadAlone();
        byte[] damaged = {0, 1, 0};
        partition.append(
                PartitionFixture.batch(builder -> builder.append(PartitionFixture.START_MS, damaged, damaged)),
                (short) -1,
                1_000,
                new PartitionFixture.Outcomes());
        world.assign(NAME, PartitionFixture.following(FOLLOWER, 1));

        world.assign(NAME, PartitionFixture.leading(2, List.of(BROKER), List.of(BROKER)));

        assertThat(get("a").told()).containsExactly(ErrorCode.NOT_COORDINATOR);
    }

    @Test
    void aFaultInADecisionIsItsAskersAlone() {
        leadAlone();
        RecordedAnswer<Long> answer = new RecordedAnswer<>();

        shards.get(0)
                .decide(
                        "key",
                        state -> {
                            throw new IllegalStateException("on purpose");
                        },
                        answer);

        assertThat(answer.told()).containsExactly(ErrorCode.UNKNOWN_SERVER_ERROR);
        assertThat(put("a", 1).reply()).isZero();
    }

    @Test
    void aStateThatCannotTakeWhatItDecidedIsMadeAnewFromWhatIsStored() {
        Partition partition = leadAlone();
        put("a", 1);
        state().faulty = true;

        assertThat(put("a", 2).told()).containsExactly(ErrorCode.NOT_COORDINATOR);
        world.settle();

        assertThat(made).hasSize(2);
        assertThat(get("a").reply()).isEqualTo(1);
        assertThat(partition.leaderLog().endOffset()).isEqualTo(1);
    }

    @Test
    void aTimerIsADecisionLikeAnyOther() {
        Partition partition = leadAlone();
        CoordinatorTimers timers = state().context.timers();

        timers.schedule("t", 100, () -> Decision.of(List.of(Tallies.record("a", 7)), true));
        world.pass(99);
        assertThat(state().numbers).isEmpty();
        assertThat(timers.isScheduled("t")).isTrue();
        world.pass(1);

        assertThat(state().numbers).containsEntry("a", 7L);
        assertThat(partition.leaderLog().endOffset()).isEqualTo(1);
        assertThat(timers.isScheduled("t")).isFalse();
    }

    @Test
    void aTimerCanBeMovedLaterAndEarlierAndTakenBack() {
        leadAlone();
        CoordinatorTimers timers = state().context.timers();
        List<String> cameUp = new ArrayList<>();

        timers.schedule("later", 100, () -> cameUp(cameUp, "later"));
        timers.schedule("earlier", 100, () -> cameUp(cameUp, "earlier"));
        timers.schedule("never", 100, () -> cameUp(cameUp, "never"));
        world.pass(50);
        timers.schedule("later", 100, () -> cameUp(cameUp, "later"));
        timers.schedule("earlier", 10, () -> cameUp(cameUp, "earlier"));
        timers.cancel("never");
        world.pass(10);
        assertThat(cameUp).containsExactly("earlier");
        world.pass(89);
        assertThat(cameUp).containsExactly("earlier");
        world.pass(1);

        assertThat(cameUp).containsExactly("earlier", "later");
    }

    private static Decision<Boolean> cameUp(List<String> cameUp, String name) {
        cameUp.add(name);
        return Decision.of(true);
    }

    @Test
    void timersEndWithTheLeadership() {
        leadAlone();
        CoordinatorTimers timers = state().context.timers();
        List<String> cameUp = new ArrayList<>();
        timers.schedule("before", 100, () -> cameUp(cameUp, "before"));

        world.assign(NAME, PartitionFixture.following(FOLLOWER, 1));
        timers.schedule("after", 100, () -> cameUp(cameUp, "after"));
        world.pass(200);

        assertThat(cameUp).isEmpty();
    }

    @Test
    void aKeyBelongsToThePartitionThatKafkaGivesIt() {
        CoordinatorShards<Tallies> fifty = new CoordinatorShards<>(
                Tallies.kind(made),
                new CoordinatorWorld(UnpooledByteBufAllocator.DEFAULT, world.diskPool(), world::now),
                () -> 50);

        assertThat(fifty.partitionOf("console-consumer-1")).isEqualTo(24);
        assertThat(fifty.partitionOf("polygenelubricants"))
                .as("whose hash has no positive counterpart")
                .isZero();
    }
}
