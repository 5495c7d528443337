/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.partition;

import static io.odradek.broker.partition.PartitionFixture.following;
import static io.odradek.broker.partition.PartitionFixture.leading;
import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.broker.partition.PartitionOffsets.Deleted;
import io.odradek.broker.partition.PartitionOffsets.Offset;
import io.odradek.broker.partition.PartitionOffsets.Question;
import io.odradek.controller.image.TopicPartition;
import io.odradek.protocol.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who reads what from which replica: followers, consumers near by, debugging tools; and what waits for followers. */
@Timeout(30)
class ReplicaReadsTest {
    private static final TopicPartition NAME = new TopicPartition("orders", 0);
    private static final FetchOrigin NEAR_2 = new FetchOrigin.Consumer(true, "rack-2", "PLAINTEXT");
    private static final FetchOrigin NEAR_1 = new FetchOrigin.Consumer(true, "rack-1", "PLAINTEXT");
    private static final FetchOrigin DEBUGGER = new FetchOrigin.Debugger();
    private static final FetchOrigin FOLLOWER = new FetchOrigin.Replica(2, 20);
    private static final FetchOrigin LEADERS_ONLY = FetchOrigin.Consumer.OF_LEADERS;

    private final PartitionFixture fixture = new PartitionFixture();

    @AfterEach
    void nothingBroke() {
        assertThat(fixture.faults().faults()).isEmpty();
    }

    private Partition leadWith(List<Integer> isr) {
        fixture.assign(NAME, leading(0, isr, List.of(1, 2)));
        return fixture.partition(NAME);
    }

    private Fetched fetch(Partition partition, FetchOrigin origin, long offset) {
        return fetch(partition, origin, offset, 0);
    }

    private Fetched fetch(Partition partition, FetchOrigin origin, long offset, long logStart) {
        FetchAsk ask = new FetchAsk(fixture.directory().find(NAME), offset, -1, -1, logStart, 1 << 20);
        FetchReader reader = new FetchReader(origin, 1, 1 << 20, 0, false);
        Fetched fetched = Objects.requireNonNull(partition.read(ask, reader, 1 << 20, true));
        fixture.settle();
        return fetched;
    }

    private static List<String> values(Fetched fetched) {
        return PartitionFixture.values(fetched.slice());
    }

    private Offset latest(Partition partition, FetchOrigin origin) {
        return offset(partition, origin, PartitionOffsets.LATEST);
    }

    private Offset offset(Partition partition, FetchOrigin origin, long timestampMs) {
        return fixture.await(partition.offsets().find(new Question(timestampMs, -1, origin, false)));
    }

    @Test
    void aConsumerIsSentToTheReplicaInItsRackAndGetsNoRecordsHere() {
        Partition partition = leadWith(List.of(1, 2));
        fixture.append(partition, 1, "a");
        fetch(partition, FOLLOWER, 1).release();

        Fetched fetched = fetch(partition, NEAR_2, 0);

        assertThat(fetched.preferredReplica()).isEqualTo(2);
        assertThat(fetched.slice()).isNull();
        assertThat(fetched.highWatermark()).isEqualTo(1);
        assertThat(fetched.isUrgent()).as("told at once").isTrue();
        assertThat(values(fetch(partition, NEAR_1, 0))).containsExactly("a");
    }

    @Test
    void aFollowerServesConsumersThatKnowOfItUpToItsHighWatermark() {
        Partition partition = leadWith(List.of(1, 2));
        fixture.append(partition, 1, "a");
        fetch(partition, FOLLOWER, 1).release();
        fixture.append(partition, 1, "b");
        fixture.assign(NAME, following(2, 1));

        assertThat(values(fetch(partition, NEAR_2, 0))).containsExactly("a");
        assertThat(fetch(partition, NEAR_2, 2).error()).isEqualTo(ErrorCode.NONE);
        assertThat(fetch(partition, NEAR_2, 3).error()).isEqualTo(ErrorCode.OFFSET_OUT_OF_RANGE);
        assertThat(fetch(partition, LEADERS_ONLY, 0).error()).isEqualTo(ErrorCode.NOT_LEADER_OR_FOLLOWER);
        assertThat(fetch(partition, FOLLOWER, 0).error()).isEqualTo(ErrorCode.NOT_LEADER_OR_FOLLOWER);
    }

    @Test
    void aDebuggerReadsAnyReplicaToItsEndAndLeavesNoTrace() {
        Partition partition = leadWith(List.of(1, 2));
        fixture.append(partition, 1, "a");

        assertThat(values(fetch(partition, DEBUGGER, 0))).containsExactly("a");
        assertThat(latest(partition, DEBUGGER).offset()).isEqualTo(1);
        assertThat(latest(partition, LEADERS_ONLY).offset()).isZero();
        fixture.assign(NAME, following(2, 1));

        assertThat(values(fetch(partition, DEBUGGER, 0))).containsExactly("a");
        assertThat(latest(partition, DEBUGGER).offset()).isEqualTo(1);
        assertThat(latest(partition, LEADERS_ONLY).error()).isEqualTo(ErrorCode.NOT_LEADER_OR_FOLLOWER);
    }

    @Test
    void aNewLeaderThatDoesNotKnowWhatIsCommittedSaysSo() {
        Partition partition = leadWith(List.of(1, 2));
        fixture.append(partition, 1, "a");
        fixture.assign(NAME, leading(1, List.of(1, 2), List.of(1, 2)));

        assertThat(latest(partition, LEADERS_ONLY).error()).isEqualTo(ErrorCode.OFFSET_NOT_AVAILABLE);
        assertThat(offset(partition, LEADERS_ONLY, 1).error()).isEqualTo(ErrorCode.OFFSET_NOT_AVAILABLE);
        assertThat(offset(partition, LEADERS_ONLY, PartitionOffsets.EARLIEST).error())
                .isEqualTo(ErrorCode.NONE);
        assertThat(latest(partition, FOLLOWER).offset()).isEqualTo(1);

        fetch(partition, FOLLOWER, 1).release();
        assertThat(latest(partition, LEADERS_ONLY).offset()).isEqualTo(1);
    }

    @Test
    void aReplicaOutOfSyncIsHeldUpByAnExceededQuota() {
        Partition partition = leadWith(List.of(1));
        fixture.append(partition, 1, "a");
        fixture.quota().exceed(true);

        assertThat(values(fetch(partition, FOLLOWER, 0))).isEmpty();
        fixture.quota().exceed(false);
        assertThat(values(fetch(partition, FOLLOWER, 0))).containsExactly("a");
    }

    @Test
    void aReplicaInSyncIsNotHeldUp() {
        Partition partition = leadWith(List.of(1, 2));
        fixture.append(partition, 1, "a");
        fixture.quota().exceed(true);

        assertThat(values(fetch(partition, FOLLOWER, 0))).containsExactly("a");
    }

    @Test
    void appendsDoNotWakeAFetchThatIsHeldUp() {
        Partition partition = leadWith(List.of(1));
        fixture.append(partition, 1, "a");
        fixture.quota().exceed(true);
        List<Fetched> told = new ArrayList<>();
        FetchAsk ask = new FetchAsk(fixture.directory().find(NAME), 0, -1, -1, 0, 1 << 20);
        FetchCall.start(new FetchReader(FOLLOWER, 1, 1 << 20, 500, false), List.of(ask), false, told::addAll);

        fixture.append(partition, 1, "b");
        fixture.pass(499);
        assertThat(told).isEmpty();
        fixture.pass(1);

        assertThat(told).hasSize(1);
        assertThat(told.get(0).slice()).isNull();
    }

    @Test
    void deletionWaitsForTheFollowers() {
        Partition partition = leadWith(List.of(1, 2));
        fixture.append(partition, 1, "a", "b");
        fetch(partition, FOLLOWER, 2).release();

        CompletableFuture<Deleted> deleted =
                partition.offsets().deleteBefore(2, 5_000).toCompletableFuture();
        fetch(partition, FOLLOWER, 2, 1).release();
        assertThat(deleted).isNotDone();
        fetch(partition, FOLLOWER, 2, 2).release();

        assertThat(deleted).isCompletedWithValue(new Deleted(ErrorCode.NONE, 2));
    }

    @Test
    void deletionTimesOutWithWhatIsDeletedEverywhere() {
        Partition partition = leadWith(List.of(1, 2));
        fixture.append(partition, 1, "a", "b");
        fetch(partition, FOLLOWER, 2, 0).release();
        CompletableFuture<Deleted> deleted =
                partition.offsets().deleteBefore(2, 300).toCompletableFuture();

        fixture.pass(301);

        assertThat(deleted).isCompletedWithValue(new Deleted(ErrorCode.REQUEST_TIMED_OUT, 0));
    }

    @Test
    void deletionDoesNotWaitForTheDead() {
        Partition partition = leadWith(List.of(1, 2));
        fixture.append(partition, 1, "a", "b");
        fetch(partition, FOLLOWER, 2).release();
        fixture.dead().add(2);

        assertThat(fixture.await(partition.offsets().deleteBefore(1, 300))).isEqualTo(new Deleted(ErrorCode.NONE, 1));
    }

    @Test
    void deletionEndsWithTheLeadership() {
        Partition partition = leadWith(List.of(1, 2));
        fixture.append(partition, 1, "a", "b");
        fetch(partition, FOLLOWER, 2).release();
        CompletableFuture<Deleted> deleted =
                partition.offsets().deleteBefore(2, 5_000).toCompletableFuture();

        fixture.assign(NAME, following(2, 1));

        assertThat(deleted).isCompletedWithValue(new Deleted(ErrorCode.NOT_LEADER_OR_FOLLOWER, -1));
    }

    @Test
    void whoLeadsIsKnownToAnyThread() {
        leadWith(List.of(1, 2));
        PartitionRef ref = Objects.requireNonNull(fixture.directory().find(NAME));
        assertThat(ref.knownLeader()).isEqualTo(new KnownLeader(1, 0));

        fixture.assign(NAME, following(2, 3));

        assertThat(ref.knownLeader()).isEqualTo(new KnownLeader(2, 3));
    }
}
