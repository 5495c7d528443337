/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

import io.odradek.controller.image.BrokerImage;
import io.odradek.controller.image.Endpoint;
import io.odradek.controller.image.PartitionImage;
import io.odradek.controller.image.TopicPartition;
import io.odradek.protocol.message.LeaderAndIsrRequest;
import io.odradek.protocol.message.LeaderAndIsrRequest.LeaderAndIsrLiveLeader;
import io.odradek.protocol.message.LeaderAndIsrRequest.LeaderAndIsrPartitionState;
import io.odradek.protocol.message.LeaderAndIsrRequest.LeaderAndIsrTopicState;
import io.odradek.protocol.message.StopReplicaRequest;
import io.odradek.protocol.message.StopReplicaRequest.StopReplicaPartitionState;
import io.odradek.protocol.message.StopReplicaRequest.StopReplicaTopicState;
import io.odradek.protocol.message.UpdateMetadataRequest;
import io.odradek.protocol.message.UpdateMetadataRequest.UpdateMetadataBroker;
import io.odradek.protocol.message.UpdateMetadataRequest.UpdateMetadataEndpoint;
import io.odradek.protocol.message.UpdateMetadataRequest.UpdateMetadataPartitionState;
import io.odradek.protocol.message.UpdateMetadataRequest.UpdateMetadataTopicState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what brokers must be told after a change, and turns it into at most one LeaderAndIsr, UpdateMetadata and
 * StopReplica for each. Partition states are built once and shared by all requests that carry them. Confined to the
 * controller loop; used once.
 */
final class PushBatch {
    static final short LEADER_AND_ISR_VERSION = 7;
    static final short UPDATE_METADATA_VERSION = 8;
    static final short STOP_REPLICA_VERSION = 4;

    /** Leader epoch that tells a broker that the topic is being deleted, whatever its epoch was. */
    private static final int EPOCH_DURING_DELETE = -2;

    private final ClusterState cluster;
    private final Sender sender;
    private final Map<Integer, Map<TopicState, List<LeaderAndIsrPartitionState>>> leaderAndIsr = new TreeMap<>();
    private final Map<Integer, Map<TopicState, List<StopReplicaPartitionState>>> stops = new TreeMap<>();
    private final Map<TopicState, List<UpdateMetadataPartitionState>> metadata = new LinkedHashMap<>();
    private boolean metadataFirst;

    /** On whose behalf: what every request says of its controller, and which listener brokers use among themselves. */
    record Sender(int controllerId, int controllerEpoch, String interBrokerListener) {}

    /**
     * The requests for one broker; null where there is nothing to say.
     *
     * @param metadataFirst whether it must hear the metadata before its roles, and not after
     */
    record Requests(
            BrokerImage broker,
            boolean metadataFirst,
            @Nullable LeaderAndIsrRequest leaderAndIsr,
            UpdateMetadataRequest updateMetadata,
            @Nullable StopReplicaRequest stopReplica) {}

    PushBatch(ClusterState cluster, Sender sender) {
        this.cluster = cluster;
        this.sender = sender;
    }

    /**
     * Brokers may have joined that whoever hears this does not know yet: metadata goes first. A Kafka broker does not
     * follow a leader that the last metadata did not name as alive, and does not try again by itself. Otherwise roles go
     * first, so that no client is sent to a leader that does not know of it.
     */
    void brokersMayHaveJoined() {
        metadataFirst = true;
    }

    /** Tells its replicas among these brokers who leads the partition, and everybody. */
    void leader(TopicState topic, int number, Collection<Integer> brokers, boolean isNew) {
        replicas(topic, number, brokers, isNew);
        metadata(topic, number);
    }

    /** Tells these of its replicas, which have just become such, who leads the partition. */
    void newReplicas(TopicState topic, int number, Collection<Integer> brokers) {
        replicas(topic, number, brokers, true);
    }

    private void replicas(TopicState topic, int number, Collection<Integer> brokers, boolean isNew) {
        PartitionState partition = topic.partition(number);
        if (partition == null || !partition.isBorn()) {
            return;
        }
        LeaderAndIsrPartitionState state = leaderAndIsrState(number, partition, isNew);
        for (int replica : partition.replicas()) {
            if (brokers.contains(replica)) {
                leaderAndIsr
                        .computeIfAbsent(replica, id -> new LinkedHashMap<>())
                        .computeIfAbsent(topic, key -> new ArrayList<>())
                        .add(state);
            }
        }
    }

    /** Tells everybody how the partition stands. */
    void metadata(TopicState topic, int number) {
        PartitionState partition = topic.partition(number);
        if (partition != null && partition.isBorn()) {
            metadata.computeIfAbsent(topic, key -> new ArrayList<>())
                    .add(metadataState(
                            topic, number, partition, partition.state().leader()));
        }
    }

    /** Takes a topic out of everybody's metadata, and its replicas off these brokers. */
    void deleting(TopicState topic, Collection<Integer> brokers) {
        topic.partitions().forEach((number, partition) -> {
            metadata.computeIfAbsent(topic, key -> new ArrayList<>())
                    .add(metadataState(topic, number, partition, PartitionImage.LEADER_DURING_DELETE));
            for (int replica : partition.replicas()) {
                if (brokers.contains(replica)) {
                    stop(replica, topic, stopped(number, EPOCH_DURING_DELETE, true));
                }
            }
        });
    }

    /** Makes a broker stop following, and keep the log. */
    void stopFollowing(int brokerId, TopicState topic, int number, int leaderEpoch) {
        stop(brokerId, topic, stopped(number, leaderEpoch, false));
    }

    /** Takes a replica off a broker that is none of its partition's any more. */
    void delete(int brokerId, TopicState topic, int number, int leaderEpoch) {
        stop(brokerId, topic, stopped(number, leaderEpoch, true));
    }

    private static StopReplicaPartitionState stopped(int number, int leaderEpoch, boolean delete) {
        return new StopReplicaPartitionState()
                .partitionIndex(number)
                .leaderEpoch(leaderEpoch)
                .deletePartition(delete);
    }

    private void stop(int brokerId, TopicState topic, StopReplicaPartitionState state) {
        stops.computeIfAbsent(brokerId, id -> new LinkedHashMap<>())
                .computeIfAbsent(topic, key -> new ArrayList<>())
                .add(state);
    }

    /** What these brokers are to be sent. All hear the metadata; it always names all live brokers. */
    List<Requests> requests(Collection<BrokerImage> brokers) {
        List<UpdateMetadataTopicState> topicStates = new ArrayList<>();
        metadata.forEach((topic, partitions) -> topicStates.add(new UpdateMetadataTopicState()
                .topicName(topic.name())
                .topicId(topic.id())
                .partitionStates(partitions)));
        List<UpdateMetadataBroker> live = new ArrayList<>();
        cluster.live().values().forEach(broker -> live.add(metadataBroker(broker)));
        List<Requests> requests = new ArrayList<>();
        for (BrokerImage broker : brokers) {
            UpdateMetadataRequest update = new UpdateMetadataRequest()
                    .controllerId(sender.controllerId())
                    .controllerEpoch(sender.controllerEpoch())
                    .brokerEpoch(broker.epoch())
                    .topicStates(topicStates)
                    .liveBrokers(live);
            requests.add(new Requests(
                    broker, metadataFirst, leaderAndIsrRequest(broker), update, stopReplicaRequest(broker)));
        }
        return requests;
    }

    private @Nullable LeaderAndIsrRequest leaderAndIsrRequest(BrokerImage broker) {
        Map<TopicState, List<LeaderAndIsrPartitionState>> topics = leaderAndIsr.get(broker.id());
        if (topics == null) {
            return null;
        }
        List<LeaderAndIsrTopicState> topicStates = new ArrayList<>();
        TreeSet<Integer> leaders = new TreeSet<>();
        topics.forEach((topic, partitions) -> {
            topicStates.add(new LeaderAndIsrTopicState()
                    .topicName(topic.name())
                    .topicId(topic.id())
                    .partitionStates(partitions));
            partitions.forEach(partition -> leaders.add(partition.leader()));
        });
        List<LeaderAndIsrLiveLeader> liveLeaders = new ArrayList<>();
        for (int leader : leaders) {
            BrokerImage image = cluster.live().get(leader);
            Endpoint at = image == null ? null : image.endpoint(sender.interBrokerListener());
            if (at != null) {
                liveLeaders.add(new LeaderAndIsrLiveLeader()
                        .brokerId(leader)
                        .hostName(at.host())
                        .port(at.port()));
            }
        }
        return new LeaderAndIsrRequest()
                .controllerId(sender.controllerId())
                .controllerEpoch(sender.controllerEpoch())
                .brokerEpoch(broker.epoch())
                .topicStates(topicStates)
                .liveLeaders(liveLeaders);
    }

    private @Nullable StopReplicaRequest stopReplicaRequest(BrokerImage broker) {
        Map<TopicState, List<StopReplicaPartitionState>> topics = stops.get(broker.id());
        if (topics == null) {
            return null;
        }
        List<StopReplicaTopicState> topicStates = new ArrayList<>();
        topics.forEach((topic, partitions) -> topicStates.add(
                new StopReplicaTopicState().topicName(topic.name()).partitionStates(partitions)));
        return new StopReplicaRequest()
                .controllerId(sender.controllerId())
                .controllerEpoch(sender.controllerEpoch())
                .brokerEpoch(broker.epoch())
                .topicStates(topicStates);
    }

    private static LeaderAndIsrPartitionState leaderAndIsrState(int number, PartitionState partition, boolean isNew) {
        return new LeaderAndIsrPartitionState()
                .partitionIndex(number)
                .controllerEpoch(partition.state().controllerEpoch())
                .leader(partition.state().leader())
                .leaderEpoch(partition.state().leaderEpoch())
                .isr(ids(partition.state().isr()))
                .partitionEpoch(partition.version())
                .replicas(ids(partition.replicas()))
                .addingReplicas(ids(partition.assignment().adding()))
                .removingReplicas(ids(partition.assignment().removing()))
                .isNew(isNew)
                .leaderRecoveryState((byte) (partition.state().recovering() ? 1 : 0));
    }

    private UpdateMetadataPartitionState metadataState(
            TopicState topic, int number, PartitionState partition, int leader) {
        return new UpdateMetadataPartitionState()
                .partitionIndex(number)
                .controllerEpoch(partition.state().controllerEpoch())
                .leader(leader)
                .leaderEpoch(
                        leader == PartitionImage.LEADER_DURING_DELETE
                                ? EPOCH_DURING_DELETE
                                : partition.state().leaderEpoch())
                .isr(ids(partition.state().isr()))
                .zkVersion(partition.version())
                .replicas(ids(partition.replicas()))
                .offlineReplicas(ids(cluster.offline(new TopicPartition(topic.name(), number), partition.replicas())));
    }

    private static UpdateMetadataBroker metadataBroker(BrokerImage broker) {
        List<UpdateMetadataEndpoint> endpoints = new ArrayList<>();
        broker.endpoints()
                .values()
                .forEach(endpoint -> endpoints.add(new UpdateMetadataEndpoint()
                        .listener(endpoint.listener())
                        .host(endpoint.host())
                        .port(endpoint.port())
                        .securityProtocol(SecurityProtocolId.of(endpoint.securityProtocol()))));
        return new UpdateMetadataBroker().id(broker.id()).endpoints(endpoints).rack(broker.rack());
    }

    private static int[] ids(List<Integer> ids) {
        int[] array = new int[ids.size()];
        for (int i = 0; i < array.length; i++) {
            array[i] = ids.get(i);
        }
        return array;
    }
}
