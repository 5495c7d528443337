/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import static io.odradek.broker.coordinator.group.GroupShardFixture.CHECK_MS;
import static io.odradek.broker.coordinator.group.GroupShardFixture.RETENTION_MS;
import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.broker.coordinator.CoordinatorRecord;
import io.odradek.broker.coordinator.Decision;
import io.odradek.broker.coordinator.group.OffsetCommit.Claim;
import io.odradek.broker.coordinator.group.OffsetCommit.Outcome;
import io.odradek.broker.coordinator.group.OffsetCommit.Position;
import io.odradek.controller.image.TopicPartition;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.OffsetCommitKey;
import io.odradek.protocol.message.OffsetCommitValue;
import io.odradek.protocol.wire.Uuid;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Offsets of groups that nobody joins: committed, fetched, taken back, forgotten, and found again after a load. */
class GroupRegistryTest {
    private static final Uuid ID = new Uuid(4, 4);
    private static final Claim OUTSIDER = new Claim("", null, -1);
    private static final TopicPartition A0 = new TopicPartition("a", 0);
    private static final TopicPartition A1 = new TopicPartition("a", 1);
    private static final TopicPartition B0 = new TopicPartition("b", 0);

    private final GroupShardFixture shard = new GroupShardFixture();

    private static Position at(TopicPartition partition, long offset) {
        return new Position(partition, ID, offset, 3, "m" + offset);
    }

    private Outcome commit(String group, Claim claim, Position... positions) {
        return shard.decide(state ->
                state.commit(new OffsetCommit(group, claim, -1, ErrorCode.ILLEGAL_GENERATION, List.of(positions))));
    }

    private List<FoundOffset> fetch(String group, @Nullable List<TopicPartition> partitions) {
        return shard.decide(state -> state.fetch(new OffsetFetch(group, OffsetFetch.Claim.OUTSIDER, partitions, true)))
                .found();
    }

    private @Nullable Long offset(String group, TopicPartition partition) {
        CommittedOffset committed = fetch(group, List.of(partition)).get(0).committed();
        return committed == null ? null : committed.offset();
    }

    @Test
    void whatIsCommittedIsFound() {
        Outcome outcome = commit("g", OUTSIDER, at(A0, 10), at(B0, 20));

        assertThat(outcome).isEqualTo(new Outcome(ErrorCode.NONE, List.of(ErrorCode.NONE, ErrorCode.NONE)));
        long nowMs = shard.world().now().toEpochMilli();
        assertThat(fetch("g", List.of(A0, A1)))
                .containsExactly(
                        new FoundOffset(A0, new CommittedOffset(10, 3, "m10", nowMs, -1, ID), false),
                        new FoundOffset(A1, null, false));
        assertThat(fetch("g", null)).extracting(FoundOffset::partition).containsExactlyInAnyOrder(A0, B0);
        assertThat(fetch("other", null)).isEmpty();
    }

    @Test
    void aMemberOfAGroupThatDoesNotExistIsRefused() {
        assertThat(commit("g", new Claim("m", null, 4), at(A0, 1)).error()).isEqualTo(ErrorCode.ILLEGAL_GENERATION);
        assertThat(commit("g", OUTSIDER, at(A0, 1)).error()).isEqualTo(ErrorCode.NONE);
        assertThat(commit("g", new Claim("m", null, 4), at(A0, 1)).error()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    }

    @Test
    void tooMuchMetadataRefusesThatPartitionAlone() {
        Position large = new Position(A0, ID, 1, -1, "x".repeat(GroupShardFixture.METADATA_MAX + 1));
        Position largest = new Position(A1, ID, 1, -1, "x".repeat(GroupShardFixture.METADATA_MAX));

        assertThat(commit("g", OUTSIDER, large, largest).errors())
                .containsExactly(ErrorCode.OFFSET_METADATA_TOO_LARGE, ErrorCode.NONE);

        assertThat(offset("g", A0)).isNull();
        assertThat(offset("g", A1)).isEqualTo(1);
    }

    @Test
    void aLoadFindsEverythingAgain() {
        commit("g", OUTSIDER, at(A0, 10), at(B0, 20));
        commit("g", OUTSIDER, at(A0, 11));
        commit("h", OUTSIDER, at(A1, 5));
        shard.decide(state -> state.delete("g", List.of(B0)));
        List<FoundOffset> before = fetch("g", null);

        shard.loadAgain();

        assertThat(fetch("g", null)).isEqualTo(before).hasSize(1);
        assertThat(offset("g", A0)).isEqualTo(11);
        assertThat(offset("h", A1)).isEqualTo(5);
        assertThat(commit("h", new Claim("m", null, 4), at(A0, 1)).error())
                .as("the group is there, and has no members")
                .isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    }

    @Test
    void whatIsDeletedIsGone() {
        commit("g", OUTSIDER, at(A0, 10), at(B0, 20));
        long records = shard.recordCount();

        Outcome outcome = shard.decide(state -> state.delete("g", List.of(A0, A1)));

        assertThat(outcome.errors()).containsExactly(ErrorCode.NONE, ErrorCode.NONE);
        assertThat(offset("g", A0)).isNull();
        assertThat(offset("g", B0)).isEqualTo(20);
        assertThat(shard.recordCount()).as("nothing was stored for the second").isEqualTo(records + 1);
        assertThat(shard.decide(state -> state.delete("other", List.of(A0))).error())
                .isEqualTo(ErrorCode.GROUP_ID_NOT_FOUND);
    }

    @Test
    void whatNobodyUsesIsForgottenAfterTheRetention() {
        commit("g", OUTSIDER, at(A0, 10));
        shard.world().pass(RETENTION_MS / 2);
        commit("g", OUTSIDER, at(B0, 20));

        shard.world().pass(RETENTION_MS / 2 - 1);
        assertThat(offset("g", A0)).isEqualTo(10);
        shard.world().pass(CHECK_MS + 1);
        assertThat(offset("g", A0)).isNull();
        assertThat(offset("g", B0)).isEqualTo(20);
        shard.world().pass(RETENTION_MS / 2);

        assertThat(offset("g", B0)).isNull();
        assertThat(shard.<List<String>>decide(
                        state -> Decision.of(state.groups().ids())))
                .isEmpty();
    }

    @Test
    void whereNothingIsStoredNothingIsLookedAt() {
        assertThat(shard.timers().isScheduled(OffsetRetention.TIMER)).isFalse();
        commit("g", OUTSIDER, at(A0, 10));
        assertThat(shard.timers().isScheduled(OffsetRetention.TIMER)).isTrue();

        shard.world().pass(RETENTION_MS + 3 * CHECK_MS);

        assertThat(shard.timers().isScheduled(OffsetRetention.TIMER)).isFalse();
    }

    @Test
    void moreThanGoesIntoATurnIsForgottenInSeveral() {
        List<Position> many = new ArrayList<>();
        for (int i = 0; i < 6_000; i++) {
            many.add(at(new TopicPartition("a-rather-long-name", i), i));
        }
        commit("g", OUTSIDER, many.toArray(Position[]::new));
        commit("h", OUTSIDER, at(A0, 1));

        shard.world().pass(RETENTION_MS + CHECK_MS);

        assertThat(fetch("g", null)).isEmpty();
        assertThat(fetch("h", null)).isEmpty();
    }

    @Test
    void whatWasCommittedForADeletedTopicIsForgotten() {
        List<Position> many = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            many.add(at(new TopicPartition("a", i), i));
        }
        commit("g", OUTSIDER, many.toArray(Position[]::new));
        commit("h", OUTSIDER, at(A0, 1), at(B0, 2));

        shard.shards().decideAll(state -> state.topicsDeleted(Set.of("a", "never-heard-of")));
        shard.world().pass(1);

        assertThat(fetch("g", null)).isEmpty();
        assertThat(fetch("h", null)).extracting(FoundOffset::partition).containsExactly(B0);
    }

    @Test
    void anExplicitRetentionOverrulesTheBrokers() {
        shard.decide(state ->
                state.commit(new OffsetCommit("g", OUTSIDER, 100, ErrorCode.ILLEGAL_GENERATION, List.of(at(A0, 10)))));
        shard.loadAgain();
        assertThat(offset("g", A0)).isEqualTo(10);

        shard.world().pass(2 * CHECK_MS);

        assertThat(offset("g", A0)).isNull();
    }

    @Test
    void anOpenTransactionMakesAnOffsetUnstableUntilItEnds() {
        CommittedOffsets offsets = new CommittedOffsets();
        offsets.apply(record("g", A0, 1));

        offsets.applyPending(7, record("g", A0, 5));
        assertThat(offsets.isPending("g", A0)).isTrue();
        assertThat(offsets.isPending("g", B0)).isFalse();
        assertThat(committed(offsets)).isEqualTo(1);
        offsets.transactionEnded(7, true);

        assertThat(offsets.isPending("g", A0)).isFalse();
        assertThat(committed(offsets)).isEqualTo(5);
    }

    @Test
    void anAbortedTransactionChangesNothing() {
        CommittedOffsets offsets = new CommittedOffsets();
        offsets.apply(record("g", A0, 1));
        offsets.applyPending(7, record("g", A0, 5));

        offsets.transactionEnded(7, false);

        assertThat(offsets.hasPending("g")).isFalse();
        assertThat(committed(offsets)).isEqualTo(1);
    }

    @Test
    void whatWasCommittedAfterATransactionWroteStays() {
        CommittedOffsets offsets = new CommittedOffsets();
        offsets.applyPending(7, record("g", A0, 5));
        offsets.apply(record("g", A0, 6));

        offsets.transactionEnded(7, true);

        assertThat(committed(offsets)).isEqualTo(6);
    }

    @Test
    void aTombstoneTakesBackWhatATransactionWroteToo() {
        CommittedOffsets offsets = new CommittedOffsets();
        offsets.applyPending(7, record("g", A0, 5));

        assertThat(offsets.tombstones("g")).hasSize(1);
        offsets.tombstones("g").forEach(offsets::apply);
        offsets.transactionEnded(7, true);

        assertThat(offsets.find("g", A0)).isNull();
        assertThat(offsets.hasAny("g")).isFalse();
    }

    private static CoordinatorRecord record(String group, TopicPartition partition, long offset) {
        return CoordinatorRecord.of(
                new OffsetCommitKey().group(group).topic(partition.topic()).partition(partition.partition()),
                new OffsetCommitValue().offset(offset),
                4);
    }

    private static long committed(CommittedOffsets offsets) {
        CommittedOffset found = offsets.find("g", A0);
        return found == null ? -1 : found.offset();
    }
}
