/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import static io.odradek.broker.api.DataPath.TOPIC;
import static io.odradek.broker.api.DataPath.TOPIC_ID;
import static io.odradek.broker.api.DataPath.UNKNOWN_ID;
import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.broker.coordinator.group.GroupShardFixture;
import io.odradek.broker.partition.PartitionFixture;
import io.odradek.controller.image.BrokerImage;
import io.odradek.controller.image.Endpoint;
import io.odradek.controller.image.ImageDelta;
import io.odradek.controller.image.LeaderState;
import io.odradek.controller.image.PartitionImage;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.OffsetCommitRequest;
import io.odradek.protocol.message.OffsetCommitRequest.OffsetCommitRequestPartition;
import io.odradek.protocol.message.OffsetCommitRequest.OffsetCommitRequestTopic;
import io.odradek.protocol.message.OffsetCommitResponse;
import io.odradek.protocol.message.OffsetDeleteRequest;
import io.odradek.protocol.message.OffsetDeleteRequest.OffsetDeleteRequestPartition;
import io.odradek.protocol.message.OffsetDeleteRequest.OffsetDeleteRequestTopic;
import io.odradek.protocol.message.OffsetDeleteResponse;
import io.odradek.protocol.message.OffsetFetchRequest;
import io.odradek.protocol.message.OffsetFetchRequest.OffsetFetchRequestGroup;
import io.odradek.protocol.message.OffsetFetchRequest.OffsetFetchRequestTopic;
import io.odradek.protocol.message.OffsetFetchRequest.OffsetFetchRequestTopics;
import io.odradek.protocol.message.OffsetFetchResponse;
import io.odradek.protocol.wire.ApiMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Offsets through the handlers: topics by name and by id, one group and several, errors where each version has them. */
class GroupHandlersTest {
    private final GroupShardFixture shard = new GroupShardFixture();
    private final ClusterView cluster = new ClusterView("cluster");
    private final TestConnection connection =
            new TestConnection("PLAINTEXT", shard.world().turn().executor());
    private final OffsetCommitHandler commits = new OffsetCommitHandler(shard.shards(), cluster);
    private final OffsetFetchHandler fetches = new OffsetFetchHandler(shard.shards(), cluster);
    private final OffsetDeleteHandler deletes = new OffsetDeleteHandler(shard.shards(), cluster);

    GroupHandlersTest() {
        List<PartitionImage> partitions = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            partitions.add(new PartitionImage(
                    i, new LeaderState(1, 4, List.of(1), 0), List.of(1), List.of(), List.of(), List.of()));
        }
        Endpoint endpoint = new Endpoint("PLAINTEXT", "PLAINTEXT", "one", 9092);
        cluster.apply(new ImageDelta(
                1,
                1,
                Map.of(1, new BrokerImage(1, 1, Map.of("PLAINTEXT", endpoint), null)),
                List.of(new ImageDelta.TopicChange(TOPIC, TOPIC_ID, partitions))));
    }

    private <Q extends ApiMessage, A extends ApiMessage> A ask(ApiHandler<Q, A> handler, int version, Q request) {
        RecordedReply<A> reply = new RecordedReply<>();
        handler.handle(connection.request(handler.apiKey(), version), request, reply);
        shard.world().settle();
        A answer = reply.answer();
        answer.sizeBytes((short) version);
        return answer;
    }

    private static OffsetCommitRequest commit(OffsetCommitRequestTopic topic, int generation, int... partitions) {
        List<OffsetCommitRequestPartition> offsets = new ArrayList<>();
        for (int partition : partitions) {
            offsets.add(new OffsetCommitRequestPartition()
                    .partitionIndex(partition)
                    .committedOffset(100 + partition)
                    .committedLeaderEpoch(2)
                    .committedMetadata(null));
        }
        return new OffsetCommitRequest()
                .groupId("g")
                .generationIdOrMemberEpoch(generation)
                .topics(List.of(topic.partitions(offsets)));
    }

    private static OffsetCommitRequestTopic named(String name) {
        return new OffsetCommitRequestTopic().name(name);
    }

    private static List<String> codes(OffsetCommitResponse response) {
        List<String> codes = new ArrayList<>();
        response.topics()
                .forEach(topic -> topic.partitions()
                        .forEach(partition -> codes.add(
                                partition.partitionIndex() + " " + ErrorCode.forCode(partition.errorCode()))));
        return codes;
    }

    private OffsetFetchResponse fetchByName(int version, int... partitions) {
        OffsetFetchRequestTopic topic =
                new OffsetFetchRequestTopic().name(TOPIC).partitionIndexes(partitions);
        return ask(fetches, version, new OffsetFetchRequest().groupId("g").topics(List.of(topic)));
    }

    @Test
    void offsetsAreCommittedByName() {
        OffsetCommitResponse response = ask(commits, 9, commit(named(TOPIC), -1, 0, 1, 2));

        assertThat(codes(response)).containsExactly("2 UNKNOWN_TOPIC_OR_PARTITION", "0 NONE", "1 NONE");
        assertThat(response.topics()).hasSize(1);
        var fetched = fetchByName(7, 0, 1).topics().get(0).partitions();
        assertThat(fetched.get(1).committedOffset()).isEqualTo(101);
        assertThat(fetched.get(1).committedLeaderEpoch()).isEqualTo(2);
        assertThat(fetched.get(1).metadata()).isEmpty();
    }

    @Test
    void offsetsAreCommittedAndFetchedById() {
        OffsetCommitResponse response =
                ask(commits, 10, commit(new OffsetCommitRequestTopic().topicId(TOPIC_ID), -1, 0));
        assertThat(codes(response)).containsExactly("0 NONE");
        assertThat(response.topics().get(0).topicId()).isEqualTo(TOPIC_ID);
        OffsetFetchRequestGroup group = new OffsetFetchRequestGroup()
                .groupId("g")
                .topics(List.of(
                        new OffsetFetchRequestTopics().topicId(UNKNOWN_ID).partitionIndexes(new int[] {0}),
                        new OffsetFetchRequestTopics().topicId(TOPIC_ID).partitionIndexes(new int[] {0, 1})));

        var topics = ask(fetches, 10, new OffsetFetchRequest().groups(List.of(group)))
                .groups()
                .get(0)
                .topics();

        assertThat(topics).hasSize(2);
        assertThat(topics.get(0).topicId()).isEqualTo(TOPIC_ID);
        assertThat(topics.get(0).partitions().get(0).committedOffset()).isEqualTo(100);
        assertThat(topics.get(0).partitions().get(1).committedOffset()).isEqualTo(-1);
        assertThat(topics.get(1).partitions().get(0).errorCode()).isEqualTo(ErrorCode.UNKNOWN_TOPIC_ID.code());
    }

    @Test
    void topicsThatAreNotThereAreRefusedWithoutTheCoordinator() {
        assertThat(codes(ask(commits, 9, commit(named("nope"), 5, 0)))).containsExactly("0 UNKNOWN_TOPIC_OR_PARTITION");
        assertThat(codes(ask(commits, 10, commit(new OffsetCommitRequestTopic().topicId(UNKNOWN_ID), 5, 0))))
                .containsExactly("0 UNKNOWN_TOPIC_ID");
    }

    @Test
    void aMemberOfAnUnknownGroupIsToldByVersion() {
        assertThat(codes(ask(commits, 8, commit(named(TOPIC), 5, 0)))).containsExactly("0 ILLEGAL_GENERATION");
        assertThat(codes(ask(commits, 9, commit(named(TOPIC), 5, 0)))).containsExactly("0 GROUP_ID_NOT_FOUND");
    }

    @Test
    void severalGroupsAreFetchedAtOnce() {
        ask(commits, 9, commit(named(TOPIC), -1, 0));
        OffsetFetchRequestGroup all = new OffsetFetchRequestGroup().groupId("g").topics(null);
        OffsetFetchRequestGroup none =
                new OffsetFetchRequestGroup().groupId("h").topics(null);

        var groups = ask(fetches, 9, new OffsetFetchRequest().groups(List.of(none, all)))
                .groups();

        assertThat(groups.get(0).groupId()).isEqualTo("h");
        assertThat(groups.get(0).topics()).isEmpty();
        assertThat(groups.get(1).topics().get(0).name()).isEqualTo(TOPIC);
        assertThat(groups.get(1).topics().get(0).partitions().get(0).committedOffset())
                .isEqualTo(100);
    }

    @Test
    void allThatWasCommittedIsToldByIdFromVersion10On() {
        ask(commits, 9, commit(named(TOPIC), -1, 0));
        OffsetFetchRequestGroup all = new OffsetFetchRequestGroup().groupId("g").topics(null);

        var topics = ask(fetches, 10, new OffsetFetchRequest().groups(List.of(all)))
                .groups()
                .get(0)
                .topics();

        assertThat(topics.get(0).topicId()).isEqualTo(TOPIC_ID);
    }

    @Test
    void whoeverIsNotTheCoordinatorSaysSoWhereTheVersionHasAPlaceForIt() {
        shard.world().assign(shard.partition().topicPartition(), PartitionFixture.following(2, 1));

        assertThat(codes(ask(commits, 9, commit(named(TOPIC), -1, 0)))).containsExactly("0 NOT_COORDINATOR");
        assertThat(fetchByName(1, 0).topics().get(0).partitions().get(0).errorCode())
                .isEqualTo(ErrorCode.NOT_COORDINATOR.code());
        assertThat(fetchByName(5, 0).errorCode()).isEqualTo(ErrorCode.NOT_COORDINATOR.code());
        OffsetFetchRequestGroup all = new OffsetFetchRequestGroup().groupId("g").topics(null);
        assertThat(ask(fetches, 8, new OffsetFetchRequest().groups(List.of(all)))
                        .groups()
                        .get(0)
                        .errorCode())
                .isEqualTo(ErrorCode.NOT_COORDINATOR.code());
    }

    private static OffsetDeleteRequest deletion(String group, String topic, int partition) {
        OffsetDeleteRequest request = new OffsetDeleteRequest().groupId(group);
        request.topics()
                .add(new OffsetDeleteRequestTopic()
                        .name(topic)
                        .partitions(List.of(new OffsetDeleteRequestPartition().partitionIndex(partition))));
        return request;
    }

    @Test
    void whatIsWrongWithTheGroupIsSaidBeforeWhatIsWrongWithTheTopics() {
        ask(commits, 9, commit(named(TOPIC), -1, 0));

        OffsetDeleteResponse noName = ask(deletes, 0, deletion("", "unknown", 0));
        OffsetDeleteResponse noGroup = ask(deletes, 0, deletion("nobody", "unknown", 0));
        OffsetDeleteResponse noTopic = ask(deletes, 0, deletion("g", "unknown", 0));

        assertThat(noName.errorCode()).isEqualTo(ErrorCode.INVALID_GROUP_ID.code());
        assertThat(noGroup.errorCode()).isEqualTo(ErrorCode.GROUP_ID_NOT_FOUND.code());
        assertThat(noTopic.topics().get(0).partitions().get(0).errorCode())
                .isEqualTo(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION.code());
    }

    @Test
    void offsetsAreTakenBack() {
        ask(commits, 9, commit(named(TOPIC), -1, 0, 1));

        OffsetDeleteResponse response = ask(deletes, 0, deletion("g", TOPIC, 0));

        assertThat(response.errorCode()).isZero();
        assertThat(response.topics().get(0).partitions().get(0).errorCode()).isZero();
        var left = fetchByName(7, 0, 1).topics().get(0).partitions();
        assertThat(left.get(0).committedOffset()).isEqualTo(-1);
        assertThat(left.get(1).committedOffset()).isEqualTo(101);
    }

    @Test
    void whatIsWrongWithTheGroupIsSaidOnce() {
        assertThat(ask(deletes, 0, deletion("nobody", TOPIC, 0)).errorCode())
                .isEqualTo(ErrorCode.GROUP_ID_NOT_FOUND.code());
        assertThat(ask(deletes, 0, deletion("", TOPIC, 0)).errorCode()).isEqualTo(ErrorCode.INVALID_GROUP_ID.code());
    }
}
