/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.odradek.controller.AlterPartitionAnswer;
import io.odradek.controller.AlterPartitionCall;
import io.odradek.controller.ClusterAdmin;
import io.odradek.controller.CreatedTopic;
import io.odradek.controller.IsrChange;
import io.odradek.controller.IsrChanged;
import io.odradek.controller.NewTopic;
import io.odradek.controller.PeerTransport;
import io.odradek.controller.ProducerIdBlock;
import io.odradek.controller.ShutdownAnswer;
import io.odradek.controller.image.BrokerImage;
import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.LeaderState;
import io.odradek.controller.image.TopicImage;
import io.odradek.controller.image.TopicPartition;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.AllocateProducerIdsRequest;
import io.odradek.protocol.message.AllocateProducerIdsResponse;
import io.odradek.protocol.message.AlterPartitionRequest;
import io.odradek.protocol.message.AlterPartitionResponse;
import io.odradek.protocol.message.ControlledShutdownRequest;
import io.odradek.protocol.message.ControlledShutdownResponse;
import io.odradek.protocol.message.CreateTopicsRequest;
import io.odradek.protocol.message.CreateTopicsResponse;
import io.odradek.protocol.wire.ApiMessage;
import io.odradek.protocol.wire.Uuid;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this broker itself wants of the active controller, wherever that is: its own controller half is asked first, and
 * if that is not the active one, the broker that is, over the wire, in the versions of Kafka 3.9. Any thread may call;
 * stages never fail, and a controller that is not known, not reached or deposed meanwhile is NOT_CONTROLLER: ask again.
 */
public final class ControllerCalls {
    private static final Logger LOG = LoggerFactory.getLogger(ControllerCalls.class);
    private static final short CREATE_TOPICS_VERSION = 7;
    private static final short ALLOCATE_VERSION = 0;
    private static final short SHUTDOWN_VERSION = 3;
    private static final short ALTER_PARTITION_VERSION = 3;

    private final ClusterAdmin local;
    private final ClusterView cluster;
    private final PeerTransport peers;
    private final int brokerId;

    public ControllerCalls(ClusterAdmin local, ClusterView cluster, PeerTransport peers, int brokerId) {
        this.local = local;
        this.cluster = cluster;
        this.peers = peers;
        this.brokerId = brokerId;
    }

    /** Topics that a client asked about; the answer comes when they are stored. */
    public CompletionStage<Map<String, ErrorCode>> createTopics(List<NewTopic> topics, int timeoutMs) {
        return local.createTopics(topics, false, timeoutMs)
                .thenApply(ControllerCalls::codes)
                .thenCompose(codes -> codes.containsValue(ErrorCode.NOT_CONTROLLER)
                        ? ask(CREATE_TOPICS_VERSION, creation(topics, timeoutMs), answer -> codes(topics, answer))
                        : done(codes));
    }

    /** The next block of producer ids for this broker. */
    public CompletionStage<ProducerIdBlock> allocateProducerIds(long brokerEpoch) {
        return local.allocateProducerIds(brokerId, brokerEpoch)
                .thenCompose(block -> block.error() == ErrorCode.NOT_CONTROLLER
                        ? ask(
                                ALLOCATE_VERSION,
                                new AllocateProducerIdsRequest()
                                        .brokerId(brokerId)
                                        .brokerEpoch(brokerEpoch),
                                ControllerCalls::block)
                        : done(block));
    }

    /** Leadership of all that this broker leads goes elsewhere. */
    public CompletionStage<ShutdownAnswer> controlledShutdown(long brokerEpoch) {
        return local.controlledShutdown(brokerId, brokerEpoch)
                .thenCompose(answer -> answer.error() == ErrorCode.NOT_CONTROLLER
                        ? ask(
                                SHUTDOWN_VERSION,
                                new ControlledShutdownRequest()
                                        .brokerId(brokerId)
                                        .brokerEpoch(brokerEpoch),
                                ControllerCalls::shutdown)
                        : done(answer));
    }

    /** Proposals of in-sync replicas; partitions of a topic that is not in the image are left out of the answer. */
    public CompletionStage<AlterPartitionAnswer> alterPartition(long brokerEpoch, List<IsrChange> changes) {
        return local.alterPartition(new AlterPartitionCall(brokerId, brokerEpoch, changes))
                .thenCompose(answer -> answer.error() == ErrorCode.NOT_CONTROLLER
                        ? ask(ALTER_PARTITION_VERSION, proposal(brokerEpoch, changes), this::changed)
                        : done(answer));
    }

    // ---- the wire

    private <T> CompletionStage<T> ask(short version, ApiMessage request, Function<ApiMessage, T> read) {
        ClusterImage image = cluster.image();
        BrokerImage controller = image.broker(image.controllerId());
        CompletionStage<ApiMessage> answered = controller == null || controller.id() == brokerId
                ? CompletableFuture.failedFuture(new IllegalStateException("no controller is known"))
                : peers.send(controller, version, request);
        return answered.handle((answer, failure) -> {
            if (failure != null) {
                LOG.debug("The controller, broker {}, was not reached", image.controllerId(), failure);
            }
            return read.apply(answer == null ? unreached(request) : answer);
        });
    }

    private static ApiMessage unreached(ApiMessage request) {
        short code = ErrorCode.NOT_CONTROLLER.code();
        if (request instanceof CreateTopicsRequest) {
            return new CreateTopicsResponse();
        }
        if (request instanceof AllocateProducerIdsRequest) {
            return new AllocateProducerIdsResponse().errorCode(code);
        }
        return request instanceof ControlledShutdownRequest
                ? new ControlledShutdownResponse().errorCode(code)
                : new AlterPartitionResponse().errorCode(code);
    }

    private static CreateTopicsRequest creation(List<NewTopic> topics, int timeoutMs) {
        List<CreateTopicsRequest.CreatableTopic> wanted = new ArrayList<>();
        topics.forEach(topic -> wanted.add(creation(topic)));
        return new CreateTopicsRequest().topics(wanted).timeoutMs(timeoutMs);
    }

    private static CreateTopicsRequest.CreatableTopic creation(NewTopic topic) {
        List<CreateTopicsRequest.CreatableTopicConfig> configs =
                new ArrayList<>(topic.configs().size());
        topic.configs()
                .forEach((name, value) -> configs.add(new CreateTopicsRequest.CreatableTopicConfig()
                        .name(name)
                        .value(value)));
        return new CreateTopicsRequest.CreatableTopic()
                .name(topic.name())
                .numPartitions(topic.partitions())
                .replicationFactor((short) topic.replicationFactor())
                .configs(configs);
    }

    private static Map<String, ErrorCode> codes(List<CreatedTopic> created) {
        Map<String, ErrorCode> codes = new HashMap<>();
        created.forEach(topic -> codes.put(topic.name(), topic.outcome().error()));
        return codes;
    }

    /** Topics that the answer does not name were not created. */
    private static Map<String, ErrorCode> codes(List<NewTopic> topics, ApiMessage answer) {
        Map<String, ErrorCode> codes = new HashMap<>();
        topics.forEach(topic -> codes.put(topic.name(), ErrorCode.NOT_CONTROLLER));
        ((CreateTopicsResponse) answer)
                .topics()
                .forEach(topic -> codes.put(topic.name(), ErrorCode.forCode(topic.errorCode())));
        return codes;
    }

    private static ProducerIdBlock block(ApiMessage answer) {
        AllocateProducerIdsResponse block = (AllocateProducerIdsResponse) answer;
        ErrorCode error = ErrorCode.forCode(block.errorCode());
        return error == ErrorCode.NONE
                ? new ProducerIdBlock(error, block.producerIdStart(), block.producerIdLen())
                : ProducerIdBlock.refused(error);
    }

    private static ShutdownAnswer shutdown(ApiMessage answer) {
        ControlledShutdownResponse shutdown = (ControlledShutdownResponse) answer;
        Set<TopicPartition> remaining = new TreeSet<>();
        shutdown.remainingPartitions()
                .forEach(each -> remaining.add(new TopicPartition(each.topicName(), each.partitionIndex())));
        ErrorCode error = ErrorCode.forCode(shutdown.errorCode());
        return new ShutdownAnswer(
                error == ErrorCode.STALE_CONTROLLER_EPOCH ? ErrorCode.NOT_CONTROLLER : error, remaining);
    }

    private AlterPartitionRequest proposal(long brokerEpoch, List<IsrChange> changes) {
        Map<Uuid, AlterPartitionRequest.TopicData> topics = new LinkedHashMap<>();
        for (IsrChange change : changes) {
            TopicImage topic = cluster.image().topic(change.partition().topic());
            if (topic != null) {
                topics.computeIfAbsent(
                                topic.id(),
                                id -> new AlterPartitionRequest.TopicData()
                                        .topicId(id)
                                        .partitions(new ArrayList<>()))
                        .partitions()
                        .add(proposal(change));
            }
        }
        return new AlterPartitionRequest()
                .brokerId(brokerId)
                .brokerEpoch(brokerEpoch)
                .topics(new ArrayList<>(topics.values()));
    }

    private static AlterPartitionRequest.PartitionData proposal(IsrChange change) {
        List<AlterPartitionRequest.BrokerState> members = new ArrayList<>();
        change.members()
                .forEach(member -> members.add(new AlterPartitionRequest.BrokerState()
                        .brokerId(member.brokerId())
                        .brokerEpoch(member.brokerEpoch())));
        return new AlterPartitionRequest.PartitionData()
                .partitionIndex(change.partition().partition())
                .leaderEpoch(change.leaderEpoch())
                .partitionEpoch(change.partitionEpoch())
                .newIsrWithEpochs(members)
                .leaderRecoveryState((byte) (change.recovering() ? 1 : 0));
    }

    private AlterPartitionAnswer changed(ApiMessage message) {
        AlterPartitionResponse answer = (AlterPartitionResponse) message;
        List<IsrChanged> changes = new ArrayList<>();
        for (AlterPartitionResponse.TopicData topic : answer.topics()) {
            TopicImage image = cluster.image().topic(topic.topicId());
            if (image != null) {
                topic.partitions().forEach(partition -> changes.add(changed(image.name(), partition)));
            }
        }
        return new AlterPartitionAnswer(ErrorCode.forCode(answer.errorCode()), changes);
    }

    private static IsrChanged changed(String topic, AlterPartitionResponse.PartitionData partition) {
        ErrorCode error = ErrorCode.forCode(partition.errorCode());
        LeaderState state = error == ErrorCode.NONE
                ? new LeaderState(
                        partition.leaderId(),
                        partition.leaderEpoch(),
                        Arrays.stream(partition.isr()).boxed().toList(),
                        partition.partitionEpoch())
                : null;
        return new IsrChanged(new TopicPartition(topic, partition.partitionIndex()), error, state);
    }

    private static <T> CompletionStage<T> done(T value) {
        return CompletableFuture.completedFuture(value);
    }
}
