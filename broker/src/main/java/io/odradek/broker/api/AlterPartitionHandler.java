/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.odradek.controller.AlterPartitionAnswer;
import io.odradek.controller.AlterPartitionCall;
import io.odradek.controller.ClusterAdmin;
import io.odradek.controller.IsrChange;
import io.odradek.controller.IsrChanged;
import io.odradek.controller.image.LeaderState;
import io.odradek.controller.image.TopicImage;
import io.odradek.controller.image.TopicPartition;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.AlterPartitionRequest;
import io.odradek.protocol.message.AlterPartitionResponse;
import io.odradek.protocol.message.ApiKey;
import io.odradek.protocol.wire.Uuid;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * AlterPartition 0–3: leaders propose in-sync replicas to the active controller. Topics are named up to version 1 and
 * go by id from 2 on; from 3 on each replica carries its broker's epoch, and before that the leader answers for them.
 */
public final class AlterPartitionHandler implements ApiHandler<AlterPartitionRequest, AlterPartitionResponse> {
    private static final short TOPIC_IDS_FROM = 2;
    private static final short BROKER_EPOCHS_FROM = 3;
    private static final long UNKNOWN_EPOCH = -1;

    private final ClusterAdmin admin;
    private final ClusterView cluster;

    public AlterPartitionHandler(ClusterAdmin admin, ClusterView cluster) {
        this.admin = admin;
        this.cluster = cluster;
    }

    @Override
    public ApiKey apiKey() {
        return ApiKey.ALTER_PARTITION;
    }

    @Override
    public short lowestVersion() {
        return 0;
    }

    @Override
    public short highestVersion() {
        return 3;
    }

    @Override
    public void handle(RequestContext context, AlterPartitionRequest request, Reply<AlterPartitionResponse> reply) {
        short version = context.apiVersion();
        Topics topics = new Topics();
        List<IsrChange> changes = new ArrayList<>();
        for (AlterPartitionRequest.TopicData topic : request.topics()) {
            String name = version >= TOPIC_IDS_FROM ? topics.nameOf(topic.topicId()) : topic.topicName();
            for (AlterPartitionRequest.PartitionData partition : topic.partitions()) {
                if (name == null) {
                    topics.refuse(topic.topicId(), partition.partitionIndex());
                } else {
                    changes.add(change(version, name, partition));
                }
            }
        }
        AlterPartitionCall call = new AlterPartitionCall(request.brokerId(), request.brokerEpoch(), changes);
        admin.alterPartition(call).thenAccept(answer -> reply.send(topics.answer(answer)));
    }

    private static IsrChange change(short version, String topic, AlterPartitionRequest.PartitionData partition) {
        List<IsrChange.Member> members = version >= BROKER_EPOCHS_FROM
                ? partition.newIsrWithEpochs().stream()
                        .map(member -> new IsrChange.Member(member.brokerId(), member.brokerEpoch()))
                        .toList()
                : Arrays.stream(partition.newIsr())
                        .mapToObj(id -> new IsrChange.Member(id, UNKNOWN_EPOCH))
                        .toList();
        return new IsrChange(
                new TopicPartition(topic, partition.partitionIndex()),
                partition.leaderEpoch(),
                partition.partitionEpoch(),
                members,
                partition.leaderRecoveryState() != 0);
    }

    /** The topics of one request, by name and by id, and its answer as it comes together. */
    private final class Topics {
        private final Map<String, Uuid> ids = new LinkedHashMap<>();
        private final Map<Object, AlterPartitionResponse.TopicData> answered = new LinkedHashMap<>();

        @Nullable
        String nameOf(Uuid id) {
            TopicImage topic = cluster.image().topic(id);
            if (topic == null) {
                return null;
            }
            ids.put(topic.name(), id);
            return topic.name();
        }

        void refuse(Uuid id, int partition) {
            answered.computeIfAbsent(
                            id,
                            key -> new AlterPartitionResponse.TopicData()
                                    .topicId(id)
                                    .partitions(new ArrayList<>()))
                    .partitions()
                    .add(new AlterPartitionResponse.PartitionData()
                            .partitionIndex(partition)
                            .errorCode(ErrorCode.UNKNOWN_TOPIC_ID.code()));
        }

        AlterPartitionResponse answer(AlterPartitionAnswer answer) {
            for (IsrChanged changed : answer.changes()) {
                String name = changed.partition().topic();
                Uuid id = ids.getOrDefault(name, Uuid.ZERO);
                answered.computeIfAbsent(
                                name,
                                key -> new AlterPartitionResponse.TopicData()
                                        .topicName(name)
                                        .topicId(id)
                                        .partitions(new ArrayList<>()))
                        .partitions()
                        .add(partition(changed));
            }
            return new AlterPartitionResponse()
                    .errorCode(answer.error().code())
                    .topics(new ArrayList<>(answered.values()));
        }

        private AlterPartitionResponse.PartitionData partition(IsrChanged changed) {
            AlterPartitionResponse.PartitionData partition = new AlterPartitionResponse.PartitionData()
                    .partitionIndex(changed.partition().partition())
                    .errorCode(changed.error().code());
            LeaderState state = changed.state();
            return state == null
                    ? partition
                    : partition
                            .leaderId(state.leader())
                            .leaderEpoch(state.leaderEpoch())
                            .isr(state.isr().stream()
                                    .mapToInt(Integer::intValue)
                                    .toArray())
                            .partitionEpoch(state.partitionEpoch());
        }
    }
}
