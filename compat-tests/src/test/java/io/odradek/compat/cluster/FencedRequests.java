/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.cluster;

import io.odradek.compat.process.BrokerProcess;
import io.odradek.protocol.message.AllocateProducerIdsRequest;
import io.odradek.protocol.message.AllocateProducerIdsResponse;
import io.odradek.protocol.message.AlterPartitionRequest;
import io.odradek.protocol.message.AlterPartitionResponse;
import io.odradek.protocol.message.ControlledShutdownRequest;
import io.odradek.protocol.message.ControlledShutdownResponse;
import io.odradek.protocol.message.FetchRequest;
import io.odradek.protocol.message.FetchResponse;
import io.odradek.protocol.message.LeaderAndIsrRequest;
import io.odradek.protocol.message.LeaderAndIsrResponse;
import io.odradek.protocol.message.ListOffsetsRequest;
import io.odradek.protocol.message.ListOffsetsResponse;
import io.odradek.protocol.message.OffsetForLeaderEpochRequest;
import io.odradek.protocol.message.OffsetForLeaderEpochResponse;
import io.odradek.protocol.message.StopReplicaRequest;
import io.odradek.protocol.message.StopReplicaResponse;
import io.odradek.protocol.message.UpdateMetadataRequest;
import io.odradek.protocol.message.UpdateMetadataResponse;
import io.odradek.protocol.wire.Uuid;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;

/**
 * Requests that brokers send to each other, out of their time: from a deposed controller, to or from an earlier life of a
 * broker, in another epoch of a partition. None of them may change anything.
 */
final class FencedRequests {
    /** What a broker of ours says of them, once each. */
    static final List<String> LINES = List.of(
            "LEADER_AND_ISR of controller 66 in epoch 0, to this broker",
            "UPDATE_METADATA of controller 66 in epoch 0, to this broker",
            "STOP_REPLICA of controller 66 in epoch 0, to this broker",
            "for 1 of its partitions: fenced-0, STALE_CONTROLLER_EPOCH",
            "for 1 of its partitions: fenced-0, INCONSISTENT_TOPIC_ID",
            "for 1 of its partitions: fenced-0, FENCED_LEADER_EPOCH",
            "fenced-0 is asked for in leader epoch",
            "A request of broker 77");

    private static final int DEPOSED = 66;

    private final TestCluster cluster;
    private final String topic;
    private final Uuid topicId;
    private final int leader;
    private final int follower;
    private final int controller;
    private final int controllerEpoch;
    private final int leaderEpoch;
    private final int partitionEpoch;
    private final Map<Integer, Long> brokerEpochs = new LinkedHashMap<>();

    /** About partition 0, which has replicas on all brokers. */
    FencedRequests(TestCluster cluster, String topic) throws Exception {
        this.cluster = cluster;
        this.topic = topic;
        this.controller = cluster.controller();
        org.apache.kafka.common.Uuid id = io.odradek.compat.TestBroker.get(
                        cluster.admin().describeTopics(List.of(topic)).allTopicNames())
                .get(topic)
                .topicId();
        this.topicId = new Uuid(id.getMostSignificantBits(), id.getLeastSignificantBits());
        String server = cluster.processes().zooKeeper().orElseThrow().connectString();
        try (ZooKeeper tree = new ZooKeeper(server, 10_000, event -> {})) {
            controllerEpoch = Integer.parseInt(text(tree, "/controller_epoch", new Stat()));
            for (int broker : cluster.processes().ids()) {
                Stat stat = new Stat();
                text(tree, "/brokers/ids/" + broker, stat);
                brokerEpochs.put(broker, stat.getCzxid());
            }
            Stat stat = new Stat();
            String state = text(tree, "/brokers/topics/" + topic + "/partitions/0/state", stat);
            leader = Integer.parseInt(state.replaceAll(".*\"leader\":(\\d+).*", "$1"));
            leaderEpoch = Integer.parseInt(state.replaceAll(".*\"leader_epoch\":(\\d+).*", "$1"));
            partitionEpoch = stat.getVersion();
        }
        follower = cluster.processes().ids().stream()
                .filter(broker -> broker != leader)
                .findFirst()
                .orElseThrow();
    }

    private static String text(ZooKeeper tree, String path, Stat stat) throws KeeperException, InterruptedException {
        return new String(tree.getData(path, false, stat), StandardCharsets.UTF_8);
    }

    int leaderEpoch() {
        return leaderEpoch;
    }

    /** What is answered to each, by what is wrong with it. */
    Map<String, String> answers() {
        Map<String, Supplier<Object>> calls = new LinkedHashMap<>();
        pushes(calls);
        reads(calls);
        proposals(calls);
        Map<String, String> answers = new LinkedHashMap<>();
        calls.forEach(
                (what, call) -> answers.put(what, call.get().toString().replaceAll("topicId=[^,)]*", "topicId=ID")));
        return answers;
    }

    String fetchOfAnEarlierLife() {
        return fetch(leader, follower, epochOf(follower) - 1, leaderEpoch).toString();
    }

    String shutdownOfNobody() {
        return shutdown(controller, 77, 1).toString();
    }

    private void pushes(Map<String, Supplier<Object>> calls) {
        long epoch = epochOf(leader);
        calls.put("LeaderAndIsr of a deposed controller", () -> lead(0, epoch, 9, topicId));
        calls.put("LeaderAndIsr to an earlier life", () -> lead(controllerEpoch, epoch - 1, 9, topicId));
        calls.put("LeaderAndIsr of an earlier epoch", () -> lead(controllerEpoch, epoch, leaderEpoch - 1, topicId));
        calls.put("LeaderAndIsr of another topic", () -> lead(controllerEpoch, epoch, leaderEpoch, new Uuid(1, 1)));
        calls.put("UpdateMetadata of a deposed controller", () -> tell(0, epoch));
        calls.put("UpdateMetadata to an earlier life", () -> tell(controllerEpoch, epoch - 1));
        calls.put("StopReplica of a deposed controller", () -> stop(0, epoch, leaderEpoch + 1));
        calls.put("StopReplica to an earlier life", () -> stop(controllerEpoch, epoch - 1, leaderEpoch + 1));
        calls.put("StopReplica of an earlier epoch", () -> stop(controllerEpoch, epoch, leaderEpoch - 1));
    }

    private void reads(Map<String, Supplier<Object>> calls) {
        for (int replica : List.of(-1, follower)) {
            String who = replica < 0 ? " of a consumer" : " of a follower";
            long epoch = replica < 0 ? -1 : epochOf(replica);
            calls.put("Fetch from the future" + who, () -> fetch(leader, replica, epoch, leaderEpoch + 1));
            calls.put("Fetch from the past" + who, () -> fetch(leader, replica, epoch, leaderEpoch - 1));
            calls.put("ListOffsets from the future" + who, () -> offsets(replica, leaderEpoch + 1));
            calls.put("ListOffsets from the past" + who, () -> offsets(replica, leaderEpoch - 1));
            calls.put("OffsetForLeaderEpoch from the future" + who, () -> epochEnd(replica, leaderEpoch + 1));
            calls.put("OffsetForLeaderEpoch from the past" + who, () -> epochEnd(replica, leaderEpoch - 1));
        }
        calls.put("Fetch of no replica", () -> fetch(leader, 77, 1, leaderEpoch));
        calls.put("Fetch of a follower from no leader", () -> fetch(follower, leader, epochOf(leader), leaderEpoch));
    }

    private void proposals(Map<String, Supplier<Object>> calls) {
        int other = cluster.processes().ids().stream()
                .filter(broker -> broker != controller)
                .findFirst()
                .orElseThrow();
        long epoch = epochOf(leader);
        calls.put("AlterPartition of an earlier life", () -> propose(controller, epoch - 1, leaderEpoch, 0));
        calls.put("AlterPartition of an earlier epoch", () -> propose(controller, epoch, leaderEpoch - 1, 0));
        calls.put("AlterPartition of a later epoch", () -> propose(controller, epoch, leaderEpoch + 1, 0));
        calls.put("AlterPartition of an earlier state", () -> propose(controller, epoch, leaderEpoch, -1));
        calls.put("AlterPartition of a later state", () -> propose(controller, epoch, leaderEpoch, 1));
        calls.put("AlterPartition to no controller", () -> propose(other, epoch, leaderEpoch, 0));
        calls.put("ControlledShutdown of an earlier life", () -> shutdown(controller, leader, epoch - 1));
        calls.put("ControlledShutdown to no controller", () -> shutdown(other, leader, epoch));
        calls.put("AllocateProducerIds of an earlier life", () -> producerIds(controller, leader, epoch - 1));
        calls.put("AllocateProducerIds of nobody", () -> producerIds(controller, 77, 1));
        calls.put("AllocateProducerIds to no controller", () -> producerIds(other, leader, epoch));
    }

    private long epochOf(int broker) {
        return brokerEpochs.getOrDefault(broker, -1L);
    }

    private BrokerProcess broker(int id) {
        return cluster.broker(id);
    }

    private int[] all() {
        return cluster.processes().ids().stream().mapToInt(Integer::intValue).toArray();
    }

    /** Names a leader that is no broker. */
    private Object lead(int fromControllerEpoch, long toBrokerEpoch, int epoch, Uuid id) {
        LeaderAndIsrRequest.LeaderAndIsrPartitionState state = new LeaderAndIsrRequest.LeaderAndIsrPartitionState()
                .partitionIndex(0)
                .controllerEpoch(fromControllerEpoch)
                .leader(77)
                .leaderEpoch(epoch)
                .isr(new int[] {77})
                .partitionEpoch(partitionEpoch)
                .replicas(all());
        LeaderAndIsrRequest request = new LeaderAndIsrRequest()
                .controllerId(DEPOSED)
                .controllerEpoch(fromControllerEpoch)
                .brokerEpoch(toBrokerEpoch)
                .topicStates(List.of(new LeaderAndIsrRequest.LeaderAndIsrTopicState()
                        .topicName(topic)
                        .topicId(id)
                        .partitionStates(List.of(state))));
        return WireCall.ask(broker(leader), request, 7, LeaderAndIsrResponse::read);
    }

    private Object tell(int fromControllerEpoch, long toBrokerEpoch) {
        UpdateMetadataRequest request = new UpdateMetadataRequest()
                .controllerId(DEPOSED)
                .controllerEpoch(fromControllerEpoch)
                .brokerEpoch(toBrokerEpoch);
        return WireCall.ask(broker(leader), request, 8, UpdateMetadataResponse::read);
    }

    private Object stop(int fromControllerEpoch, long toBrokerEpoch, int epoch) {
        StopReplicaRequest.StopReplicaPartitionState state = new StopReplicaRequest.StopReplicaPartitionState()
                .partitionIndex(0)
                .leaderEpoch(epoch)
                .deletePartition(true);
        StopReplicaRequest request = new StopReplicaRequest()
                .controllerId(DEPOSED)
                .controllerEpoch(fromControllerEpoch)
                .brokerEpoch(toBrokerEpoch)
                .topicStates(List.of(new StopReplicaRequest.StopReplicaTopicState()
                        .topicName(topic)
                        .partitionStates(List.of(state))));
        return WireCall.ask(broker(leader), request, 4, StopReplicaResponse::read);
    }

    private Object fetch(int from, int replica, long replicaEpoch, int epoch) {
        FetchRequest.FetchPartition partition = new FetchRequest.FetchPartition()
                .partition(0)
                .currentLeaderEpoch(epoch)
                .fetchOffset(0)
                .partitionMaxBytes(1000);
        FetchRequest request = new FetchRequest()
                .replicaState(new FetchRequest.ReplicaState().replicaId(replica).replicaEpoch(replicaEpoch))
                .maxBytes(1000)
                .sessionEpoch(-1)
                .topics(List.of(new FetchRequest.FetchTopic().topicId(topicId).partitions(List.of(partition))));
        FetchResponse answer = WireCall.ask(broker(from), request, 17, FetchResponse::read);
        FetchResponse.PartitionData data =
                answer.responses().get(0).partitions().get(0);
        return answer.errorCode() + ", " + data.errorCode() + ", high watermark " + data.highWatermark();
    }

    private Object offsets(int replica, int epoch) {
        ListOffsetsRequest.ListOffsetsPartition partition = new ListOffsetsRequest.ListOffsetsPartition()
                .partitionIndex(0)
                .currentLeaderEpoch(epoch)
                .timestamp(-1);
        ListOffsetsRequest request = new ListOffsetsRequest()
                .replicaId(replica)
                .topics(List.of(
                        new ListOffsetsRequest.ListOffsetsTopic().name(topic).partitions(List.of(partition))));
        return WireCall.ask(broker(leader), request, 8, ListOffsetsResponse::read);
    }

    private Object epochEnd(int replica, int epoch) {
        OffsetForLeaderEpochRequest.OffsetForLeaderPartition partition =
                new OffsetForLeaderEpochRequest.OffsetForLeaderPartition()
                        .partition(0)
                        .currentLeaderEpoch(epoch)
                        .leaderEpoch(0);
        OffsetForLeaderEpochRequest request = new OffsetForLeaderEpochRequest()
                .replicaId(replica)
                .topics(List.of(new OffsetForLeaderEpochRequest.OffsetForLeaderTopic()
                        .topic(topic)
                        .partitions(List.of(partition))));
        return WireCall.ask(broker(leader), request, 4, OffsetForLeaderEpochResponse::read);
    }

    /** Wants the leader alone in sync. */
    private Object propose(int to, long fromBrokerEpoch, int epoch, int statesLater) {
        AlterPartitionRequest.PartitionData partition = new AlterPartitionRequest.PartitionData()
                .partitionIndex(0)
                .leaderEpoch(epoch)
                .partitionEpoch(partitionEpoch + statesLater)
                .newIsrWithEpochs(List.of(
                        new AlterPartitionRequest.BrokerState().brokerId(leader).brokerEpoch(epochOf(leader))));
        AlterPartitionRequest request = new AlterPartitionRequest()
                .brokerId(leader)
                .brokerEpoch(fromBrokerEpoch)
                .topics(List.of(
                        new AlterPartitionRequest.TopicData().topicId(topicId).partitions(List.of(partition))));
        return WireCall.ask(broker(to), request, 3, AlterPartitionResponse::read);
    }

    private Object shutdown(int to, int brokerId, long brokerEpoch) {
        ControlledShutdownRequest request =
                new ControlledShutdownRequest().brokerId(brokerId).brokerEpoch(brokerEpoch);
        return WireCall.ask(broker(to), request, 3, ControlledShutdownResponse::read);
    }

    private Object producerIds(int to, int brokerId, long brokerEpoch) {
        AllocateProducerIdsRequest request =
                new AllocateProducerIdsRequest().brokerId(brokerId).brokerEpoch(brokerEpoch);
        return WireCall.ask(broker(to), request, 0, AllocateProducerIdsResponse::read);
    }
}
