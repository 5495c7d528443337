/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.groups.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.odradek.compat.groups.campaign.Recorder.Given;
import io.odradek.compat.groups.campaign.Recorder.GivenUp;
import io.odradek.compat.groups.campaign.Recorder.Lost;
import io.odradek.protocol.message.ConsumerGroupCurrentMemberAssignmentKey;
import io.odradek.protocol.message.ConsumerGroupCurrentMemberAssignmentValue;
import io.odradek.protocol.message.GroupMetadataKey;
import io.odradek.protocol.message.GroupMetadataValue;
import io.odradek.protocol.message.OffsetCommitKey;
import io.odradek.protocol.message.OffsetCommitValue;
import io.odradek.protocol.wire.ApiMessage;
import io.odradek.protocol.wire.Uuid;
import io.odradek.protocol.wire.WireWriter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Assignment;
import org.apache.kafka.clients.consumer.internals.ConsumerProtocol;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** What the recorder looks for is found where it is. */
class RecorderChecksTest {
    private static final Uuid TOPIC = new Uuid(1, 2);

    private final StoredGroups stored = new StoredGroups();

    @Test
    void whatIsGivenUpBeforeOthersGetItIsOwnedOnce() {
        assertThat(Ownership.violations(List.of(
                        new Given(1, "g", "a", Set.of(0, 1), 1),
                        new GivenUp(2, "g", "a", Set.of(1)),
                        new Given(3, "g", "b", Set.of(1), 2),
                        new Given(4, "other", "c", Set.of(1), 2))))
                .isEmpty();
    }

    @Test
    void twoOwnersAtATimeAreFound() {
        assertThat(Ownership.violations(
                        List.of(new Given(1, "g", "a", Set.of(0, 1), 1), new Given(2, "g", "b", Set.of(1), 2))))
                .singleElement()
                .asString()
                .contains("partition 1");
    }

    @Test
    void twoOwnersInAGenerationAreFound() {
        assertThat(Ownership.violations(List.of(
                        new Given(1, "g", "a", Set.of(0), 7),
                        new GivenUp(2, "g", "a", Set.of(0)),
                        new Given(3, "g", "b", Set.of(0), 7))))
                .singleElement()
                .asString()
                .contains("generation 7");
    }

    @Test
    void whoWasPutOutMayHearOfItLater() {
        assertThat(Ownership.violations(List.of(
                        new Given(1, "g", "a", Set.of(0), 1),
                        new Given(2, "g", "b", Set.of(0), 2),
                        new Lost(3, "g", "a", Set.of(0)))))
                .isEmpty();
    }

    @Test
    void aCommittedOffsetThatGoesBackIsFound() {
        Stream.of(5L, 5L, 9L, 8L).forEach(this::commit);

        assertThat(stored.violations()).singleElement().asString().contains("from 9 back to 8");
    }

    @Test
    void aPartitionThatAGenerationGivesTwiceIsFound() {
        next(
                new GroupMetadataKey().group("g"),
                new GroupMetadataValue()
                        .generation(3)
                        .members(List.of(member("a", 0), member("b", 1), member("c", 1))));

        assertThat(stored.violations()).singleElement().asString().contains("t-1 belongs to b and to c");
    }

    @Test
    void aGenerationThatGoesBackIsFound() {
        next(new GroupMetadataKey().group("g"), new GroupMetadataValue().generation(3));
        next(new GroupMetadataKey().group("g"), new GroupMetadataValue().generation(2));

        assertThat(stored.violations()).hasSize(1);
    }

    @Test
    void aPartitionThatIsGivenWhileAnotherStillHasToGiveItUpIsFound() {
        assign("a", 1, List.of(0, 1), List.of());
        assign("a", 1, List.of(0), List.of(1));
        assign("b", 2, List.of(1), List.of());

        assertThat(stored.violations()).singleElement().asString().contains("while a has");
    }

    @Test
    void aRecordThatNobodyProcessedIsToldWithWhatIsKnownOfItsPlace() {
        Recorder recorder = new Recorder();
        recorder.given("g", "a", Set.of(1), 4);
        recorder.processed(new Recorder.Processed(System.nanoTime(), "g", "a", 1, 5, "r5"));
        recorder.processed(new Recorder.Processed(System.nanoTime(), "other", "b", 1, 6, "r6"));
        commit(7);

        assertThat(Completeness.of("g", recorder, stored).violations(Map.of("r5", place(5), "r6", place(6))))
                .singleElement()
                .asString()
                .contains("r6 (t-1@6", "5 by a at ", "a Given in 4", "committed: 7 at ")
                .doesNotContain("by b");
    }

    private static RecordMetadata place(long offset) {
        return new RecordMetadata(new TopicPartition("t", 1), offset, 0, 0, 0, 0);
    }

    private static GroupMetadataValue.MemberMetadata member(String id, int partition) {
        Assignment assignment = new Assignment(List.of(new TopicPartition("t", partition)));
        return new GroupMetadataValue.MemberMetadata()
                .memberId(id)
                .assignment(
                        ByteBufUtil.getBytes(Unpooled.wrappedBuffer(ConsumerProtocol.serializeAssignment(assignment))));
    }

    private void commit(long offset) {
        next(new OffsetCommitKey().group("g").topic("t").partition(1), new OffsetCommitValue().offset(offset));
    }

    private void assign(String member, int epoch, List<Integer> has, List<Integer> givesUp) {
        next(
                new ConsumerGroupCurrentMemberAssignmentKey().groupId("g").memberId(member),
                new ConsumerGroupCurrentMemberAssignmentValue()
                        .memberEpoch(epoch)
                        .assignedPartitions(partitions(has))
                        .partitionsPendingRevocation(partitions(givesUp)));
    }

    private static List<ConsumerGroupCurrentMemberAssignmentValue.TopicPartitions> partitions(List<Integer> numbers) {
        return numbers.isEmpty()
                ? List.of()
                : List.of(new ConsumerGroupCurrentMemberAssignmentValue.TopicPartitions()
                        .topicId(TOPIC)
                        .partitions(numbers.stream().mapToInt(Integer::intValue).toArray()));
    }

    private void next(ApiMessage key, ApiMessage value) {
        stored.next(bytes(key.apiKey(), key, (short) 0), bytes((short) 0, value, (short) 0));
    }

    private static byte[] bytes(short head, ApiMessage message, short version) {
        ByteBuf out = Unpooled.buffer();
        out.writeShort(head);
        message.write(new WireWriter(out), version);
        return ByteBufUtil.getBytes(out);
    }
}
