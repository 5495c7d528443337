/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator;

import static io.odradek.broker.partition.PartitionFixture.BROKER;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.odradek.broker.log.LogConfig;
import io.odradek.broker.log.ReadResult;
import io.odradek.broker.partition.LeadershipObserver;
import io.odradek.broker.partition.LeadershipObservers;
import io.odradek.broker.partition.Partition;
import io.odradek.broker.partition.PartitionFixture;
import io.odradek.controller.image.TopicPartition;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.record.Compression;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What becomes of the decisions of one turn of the loop: nothing settles here before the test says so. */
class CoordinatorTurnTest {
    private static final TopicPartition NAME = new TopicPartition(Tallies.TOPIC, 0);
    private static final int FOLLOWER = 2;
    private static final int SMALL_BATCH_BYTES = 1_000;

    private final List<Tallies> made = new ArrayList<>();
    private int lingerMs = CoordinatorKind.LINGERS_FOR_TURN;
    private Compression compression = Compression.NONE;
    private CoordinatorShards<Tallies> shards;
    private Runnable whenHighWatermarkMoves = () -> {};
    private final PartitionFixture world = PartitionFixture.observed(this::observers);

    /** The kind is known with the first partition. */
    private LeadershipObservers observers(PartitionFixture fixture) {
        return partition -> {
            shards = new CoordinatorShards<>(
                    Tallies.kind(made, lingerMs, compression),
                    new CoordinatorWorld(UnpooledByteBufAllocator.DEFAULT, fixture.diskPool(), fixture::now),
                    () -> 1);
            return new Overheard(shards.of(partition));
        };
    }

    /** What the partition tells the shard, and whatever the test does when the high watermark moves. */
    private final class Overheard implements LeadershipObserver {
        private final LeadershipObserver shard;

        Overheard(LeadershipObserver shard) {
            this.shard = shard;
        }

        @Override
        public void leads(int leaderEpoch) {
            shard.leads(leaderEpoch);
        }

        @Override
        public void highWatermarkMoved(long highWatermark) {
            shard.highWatermarkMoved(highWatermark);
            Runnable once = whenHighWatermarkMoves;
            whenHighWatermarkMoves = () -> {};
            once.run();
        }

        @Override
        public void leadsNoLonger(ErrorCode reason) {
            shard.leadsNoLonger(reason);
        }
    }

    private Partition leadAlone() {
        return world.lead(Tallies.TOPIC, 0);
    }

    private Partition leadWithFollower() {
        world.assign(NAME, PartitionFixture.leading(0, List.of(BROKER, FOLLOWER), List.of(BROKER, FOLLOWER)));
        return world.partition(NAME);
    }

    private Tallies state() {
        return made.get(made.size() - 1);
    }

    private RecordedAnswer<Long> put(String name, long number) {
        RecordedAnswer<Long> answer = new RecordedAnswer<>();
        shards.decide("key", state -> Tallies.put(state, name, number), answer);
        return answer;
    }

    /** One decision that stores so many numbers. */
    private RecordedAnswer<Boolean> putAll(String name, int count) {
        RecordedAnswer<Boolean> answer = new RecordedAnswer<>();
        List<CoordinatorRecord> records = IntStream.range(0, count)
                .mapToObj(i -> Tallies.record(name + i, i))
                .toList();
        shards.decide("key", state -> Decision.of(records, true), answer);
        return answer;
    }

    private RecordedAnswer<Long> get(String name) {
        RecordedAnswer<Long> answer = new RecordedAnswer<>();
        shards.decide("key", state -> Decision.of(state.numbers.get(name)), answer);
        return answer;
    }

    /** How many records each batch of the log has, of those from the offset on. */
    private List<Integer> batches(Partition partition, long from) {
        ReadResult read = world.await(partition.leaderLog().read(from, 1 << 20));
        return PartitionFixture.recordCounts(((ReadResult.Read) read).slice());
    }

    @Test
    void itsDecisionsSeeEachOtherAndAreOneBatch() {
        Partition partition = leadAlone();

        RecordedAnswer<Long> first = put("a", 3);
        RecordedAnswer<Long> second = put("a", 5);
        RecordedAnswer<Long> other = put("b", 7);
        assertThat(partition.leaderLog().endOffset()).isZero();
        assertThat(first.told()).isEmpty();
        world.settle();

        assertThat(batches(partition, 0)).containsExactly(3);
        assertThat(first.reply()).isZero();
        assertThat(second.reply()).isEqualTo(3);
        assertThat(other.reply()).isZero();
    }

    @Test
    void theNextTurnIsTheNextBatch() {
        Partition partition = leadAlone();
        put("a", 3);
        put("a", 4);
        world.settle();

        put("a", 5);
        world.settle();

        assertThat(batches(partition, 0)).containsExactly(2, 1);
    }

    @Test
    void itsAnswersWaitForTheReplicasInSync() {
        Partition partition = leadWithFollower();
        RecordedAnswer<Long> first = put("a", 3);
        RecordedAnswer<Long> second = put("b", 4);
        RecordedAnswer<Long> read = get("a");

        world.settle();
        assertThat(first.told()).isEmpty();
        assertThat(read.told()).isEmpty();
        world.fetchedBy(FOLLOWER, partition, 2);

        assertThat(first.told()).containsExactly(0L);
        assertThat(second.told()).containsExactly(0L);
        assertThat(read.told()).containsExactly(3L);
    }

    @Test
    void whoeverSeesWhatIsNotAppendedYetWaitsForIt() {
        leadAlone();
        put("a", 3);

        RecordedAnswer<Long> read = get("a");
        assertThat(read.told()).isEmpty();
        world.settle();

        assertThat(read.told()).containsExactly(3L);
    }

    @Test
    void anAppendThatIsRefusedFailsAllOfItAndTheStateIsWhatTheLogHolds() {
        Partition partition = leadAlone();
        put("a", 1);
        world.settle();
        world.disk().failWrites("No space left on device");

        RecordedAnswer<Long> first = put("a", 2);
        RecordedAnswer<Long> second = put("b", 3);
        RecordedAnswer<Long> read = get("a");
        world.settle();

        assertThat(first.told()).containsExactly(ErrorCode.NOT_COORDINATOR);
        assertThat(second.told()).containsExactly(ErrorCode.NOT_COORDINATOR);
        assertThat(read.told()).containsExactly(ErrorCode.NOT_COORDINATOR);
        assertThat(made).hasSize(2);
        assertThat(made.get(0).unloaded).isTrue();
        assertThat(state().loaded).isTrue();
        assertThat(state().numbers).containsOnlyKeys("a").containsEntry("a", 1L);
        assertThat(partition.leaderLog().endOffset()).isEqualTo(1);
    }

    @Test
    void aDiskThatStaysFullCostsOneLoadAndNotOneForEachRequest() {
        Partition partition = leadAlone();
        world.disk().failWrites("No space left on device");
        put("a", 1);
        world.settle();
        RecordedAnswer<Long> refused = put("a", 2);
        world.settle();
        assertThat(refused.told()).containsExactly(ErrorCode.NOT_COORDINATOR);
        assertThat(made).hasSize(2);

        world.disk().failWrites(null);
        put("a", 3);
        RecordedAnswer<Long> second = put("a", 4);
        RecordedAnswer<Long> third = put("a", 5);
        world.settle();

        assertThat(second.reply()).isEqualTo(3);
        assertThat(third.reply()).isEqualTo(4);
        assertThat(made).hasSize(2);
        assertThat(batches(partition, 0)).containsExactly(1, 2);
    }

    @Test
    void withTooFewReplicasInSyncNothingIsAppliedAndNobodyElseIsDisturbed() {
        world.minInSync(Tallies.TOPIC, 2);
        Partition partition = leadWithFollower();
        RecordedAnswer<Long> before = put("a", 1);
        world.settle();
        world.fetchedBy(FOLLOWER, partition, 1);
        world.assign(NAME, PartitionFixture.leading(1, List.of(BROKER), List.of(BROKER, FOLLOWER)));

        RecordedAnswer<Long> refused = put("a", 2);

        assertThat(before.told()).containsExactly(0L);
        assertThat(refused.told()).containsExactly(ErrorCode.COORDINATOR_NOT_AVAILABLE);
        assertThat(state().numbers).containsEntry("a", 1L);
        assertThat(made).hasSize(1);
    }

    @Test
    void replicasThatAreLostBeforeItIsOverAreWaitedFor() {
        lingerMs = 100;
        world.minInSync(Tallies.TOPIC, 2);
        Partition partition = leadWithFollower();
        RecordedAnswer<Long> early = put("a", 1);
        world.assign(NAME, PartitionFixture.leading(1, List.of(BROKER), List.of(BROKER, FOLLOWER)));

        world.pass(100);
        assertThat(partition.leaderLog().endOffset()).isEqualTo(1);
        assertThat(early.told()).isEmpty();
        world.pass(Tallies.COMMIT_TIMEOUT_MS);

        assertThat(early.told()).containsExactly(ErrorCode.COORDINATOR_NOT_AVAILABLE);
        assertThat(made).hasSize(1);
    }

    @Test
    void aLeadershipThatIsLostTakesItAlong() {
        lingerMs = 100;
        Partition partition = leadWithFollower();
        RecordedAnswer<Long> write = put("a", 1);
        RecordedAnswer<Long> read = get("a");

        world.assign(NAME, PartitionFixture.following(FOLLOWER, 1));
        world.pass(100);

        assertThat(write.told()).containsExactly(ErrorCode.NOT_COORDINATOR);
        assertThat(read.told()).containsExactly(ErrorCode.NOT_COORDINATOR);
        assertThat(partition.leaderLog().endOffset()).isZero();
    }

    @Test
    void aStateThatCannotTakeADecisionTakesTheTurnAlong() {
        Partition partition = leadAlone();
        RecordedAnswer<Long> before = put("a", 1);
        state().faulty = true;

        RecordedAnswer<Long> faulty = put("a", 2);
        world.settle();

        assertThat(before.told()).containsExactly(ErrorCode.NOT_COORDINATOR);
        assertThat(faulty.told()).containsExactly(ErrorCode.NOT_COORDINATOR);
        assertThat(state().numbers).isEmpty();
        assertThat(partition.leaderLog().endOffset()).isZero();
    }

    private void smallBatches() {
        LogConfig.Batches batches = LogConfig.DEFAULTS.batches();
        world.config(
                Tallies.TOPIC,
                LogConfig.DEFAULTS.withBatches(new LogConfig.Batches(
                        SMALL_BATCH_BYTES,
                        false,
                        batches.timestampBeforeMaxMs(),
                        batches.timestampAfterMaxMs(),
                        batches.recompression())));
    }

    @Test
    void itIsMoreThanOneBatchWhereOneCannotHoldItAndNoDecisionIsTorn() {
        smallBatches();
        Partition partition = leadAlone();
        List<RecordedAnswer<Boolean>> answers = new ArrayList<>();
        List<Integer> ends = new ArrayList<>();
        int end = 0;

        for (int i = 0; i < 12; i++) {
            int count = 1 + i % 5;
            answers.add(putAll("d" + i + "-", count));
            end += count;
            ends.add(end);
        }
        world.settle();

        assertThat(answers).allSatisfy(answer -> assertThat(answer.told()).containsExactly(true));
        int[] batches = batches(partition, 0).stream().mapToInt(each -> each).toArray();
        Arrays.parallelPrefix(batches, Integer::sum);
        assertThat(batches).hasSizeBetween(2, 11).endsWith(end);
        assertThat(ends).containsAll(Arrays.stream(batches).boxed().toList());
        assertThat(state().numbers).hasSize(end);
    }

    @Test
    void aDecisionThatNoBatchHoldsIsItsAskersAlone() {
        smallBatches();
        Partition partition = leadAlone();
        RecordedAnswer<Long> before = put("a", 1);

        RecordedAnswer<Boolean> tooLarge = putAll("x", 100);
        RecordedAnswer<Long> after = put("a", 2);
        world.settle();

        assertThat(tooLarge.told()).containsExactly(ErrorCode.UNKNOWN_SERVER_ERROR);
        assertThat(before.told()).containsExactly(0L);
        assertThat(after.told()).containsExactly(1L);
        assertThat(made).hasSize(1);
        assertThat(state().numbers).containsOnlyKeys("a");
        assertThat(partition.leaderLog().endOffset()).isEqualTo(2);
    }

    @Test
    void aDecisionThatABatchHoldsOnlyCompressedIsOneOfItsOwn() {
        compression = Compression.ZSTD;
        smallBatches();
        Partition partition = leadAlone();
        put("a", 1);

        RecordedAnswer<Boolean> large = putAll("x", 40);
        put("a", 2);
        world.settle();

        assertThat(large.told()).containsExactly(true);
        assertThat(batches(partition, 0)).containsExactly(1, 40, 1);
    }

    @Test
    void whoeverIsLedHereByAnAppendSeesTheDecisionThatItMadeRoomFor() {
        smallBatches();
        leadAlone();
        List<RecordedAnswer<Long>> late = new ArrayList<>();
        putAll("x", 8);
        whenHighWatermarkMoves = () -> late.add(get("a3"));

        RecordedAnswer<Boolean> makesRoom = putAll("a", 8);
        world.settle();

        assertThat(makesRoom.told()).containsExactly(true);
        assertThat(late).hasSize(1);
        assertThat(late.get(0).told()).containsExactly(3L);
    }

    @Test
    void withoutLingeringEachDecisionIsABatch() {
        lingerMs = 0;
        Partition partition = leadAlone();

        assertThat(put("a", 1).told()).containsExactly(0L);
        assertThat(put("a", 2).told()).containsExactly(1L);

        assertThat(batches(partition, 0)).containsExactly(1, 1);
    }

    @Test
    void itLastsAsLongAsItIsToLinger() {
        lingerMs = 20;
        Partition partition = leadAlone();
        RecordedAnswer<Long> first = put("a", 1);

        world.pass(19);
        RecordedAnswer<Long> second = put("a", 2);
        world.settle();
        assertThat(partition.leaderLog().endOffset()).isZero();
        world.pass(1);

        assertThat(first.told()).containsExactly(0L);
        assertThat(second.told()).containsExactly(1L);
        assertThat(batches(partition, 0)).containsExactly(2);
    }

    @Test
    void aBatchThatIsFullIsNotLingeredFor() {
        lingerMs = 1_000;
        smallBatches();
        leadAlone();
        List<RecordedAnswer<Boolean>> answers = new ArrayList<>();

        for (int i = 0; i < 10; i++) {
            answers.add(putAll("d" + i + "-", 3));
        }
        world.settle();

        assertThat(answers).allSatisfy(answer -> assertThat(answer.told()).containsExactly(true));
    }
}
