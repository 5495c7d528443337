/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.replication;

import io.odradek.controller.AlterPartitionCall;
import io.odradek.controller.IsrChange;
import io.odradek.controller.IsrChanged;
import io.odradek.controller.image.LeaderState;
import io.odradek.controller.image.TopicPartition;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.AlterPartitionRequest;
import io.odradek.protocol.message.AlterPartitionResponse;
import io.odradek.protocol.wire.Uuid;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** AlterPartition 3 as a leader's broker sends it: topics by id, members with their broker epochs (KIP-903). */
final class AlterPartitionWire {
    static final short VERSION = 3;

    private final Map<String, Uuid> ids;

    /** @param ids of all topics that are mentioned, by name */
    AlterPartitionWire(Map<String, Uuid> ids) {
        this.ids = ids;
    }

    AlterPartitionRequest request(AlterPartitionCall call) {
        Map<String, AlterPartitionRequest.TopicData> topics = new LinkedHashMap<>();
        for (IsrChange change : call.changes()) {
            topics.computeIfAbsent(
                            change.partition().topic(),
                            name -> new AlterPartitionRequest.TopicData()
                                    .topicId(ids.getOrDefault(name, Uuid.ZERO))
                                    .partitions(new ArrayList<>()))
                    .partitions()
                    .add(partition(change));
        }
        return new AlterPartitionRequest()
                .brokerId(call.brokerId())
                .brokerEpoch(call.brokerEpoch())
                .topics(new ArrayList<>(topics.values()));
    }

    private static AlterPartitionRequest.PartitionData partition(IsrChange change) {
        return new AlterPartitionRequest.PartitionData()
                .partitionIndex(change.partition().partition())
                .leaderEpoch(change.leaderEpoch())
                .partitionEpoch(change.partitionEpoch())
                .leaderRecoveryState((byte) (change.recovering() ? 1 : 0))
                .newIsrWithEpochs(change.members().stream()
                        .map(member -> new AlterPartitionRequest.BrokerState()
                                .brokerId(member.brokerId())
                                .brokerEpoch(member.brokerEpoch()))
                        .toList());
    }

    /** What the controller said of each partition; topics that were not asked about are left out. */
    List<IsrChanged> changes(AlterPartitionResponse response) {
        Map<Uuid, String> names = new HashMap<>();
        ids.forEach((name, id) -> names.put(id, name));
        List<IsrChanged> changes = new ArrayList<>();
        for (AlterPartitionResponse.TopicData topic : response.topics()) {
            String name = names.get(topic.topicId());
            if (name != null) {
                topic.partitions().forEach(partition -> changes.add(changed(name, partition)));
            }
        }
        return changes;
    }

    private static IsrChanged changed(String topic, AlterPartitionResponse.PartitionData partition) {
        ErrorCode error = ErrorCode.forCode(partition.errorCode());
        LeaderState state = error != ErrorCode.NONE
                ? null
                : new LeaderState(
                        partition.leaderId(),
                        partition.leaderEpoch(),
                        Arrays.stream(partition.isr()).boxed().toList(),
                        partition.partitionEpoch());
        return new IsrChanged(new TopicPartition(topic, partition.partitionIndex()), error, state);
    }
}
