/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.odradek.controller.AlterPartitionAnswer;
import io.odradek.controller.AlterPartitionCall;
import io.odradek.controller.ClusterAdmin;
import io.odradek.controller.ConfigAlteration;
import io.odradek.controller.ConfigAltered;
import io.odradek.controller.CreatedTopic;
import io.odradek.controller.DeletedTopic;
import io.odradek.controller.ElectionAnswer;
import io.odradek.controller.ElectionType;
import io.odradek.controller.FeatureUpdate;
import io.odradek.controller.FeatureUpdateMode;
import io.odradek.controller.IsrChanged;
import io.odradek.controller.NewTopic;
import io.odradek.controller.Outcome;
import io.odradek.controller.PartitionGrowth;
import io.odradek.controller.PeerLink;
import io.odradek.controller.PeerSign;
import io.odradek.controller.PeerTransport;
import io.odradek.controller.ProducerIdBlock;
import io.odradek.controller.Reassignments;
import io.odradek.controller.ShutdownAnswer;
import io.odradek.controller.TopicOutcome;
import io.odradek.controller.TopicSelector;
import io.odradek.controller.image.BrokerImage;
import io.odradek.controller.image.LeaderState;
import io.odradek.controller.image.TopicPartition;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.wire.ApiMessage;
import io.odradek.protocol.wire.Uuid;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An admin that writes down what it is asked and grants all of it, or nothing. */
final class FakeAdmin implements ClusterAdmin {
    final List<Object> asked = new ArrayList<>();
    Outcome outcome = Outcome.OK;
    Outcome whole = Outcome.OK;
    List<Reassignments.Ongoing> ongoing = List.of();
    Runnable onCreate = () -> {};
    boolean refusesProposals;
    private long firstProducerId;
    /** Where set, producer ids are for the test to give. */
    @Nullable
    List<CompletableFuture<ProducerIdBlock>> openAllocations;

    @Override
    public CompletionStage<List<CreatedTopic>> createTopics(
            List<NewTopic> topics, boolean validateOnly, int timeoutMs) {
        asked.addAll(topics);
        onCreate.run();
        return done(topics.stream()
                .map(topic -> outcome.isOk()
                        ? new CreatedTopic(topic.name(), outcome, new Uuid(1, 2), 3, 1)
                        : CreatedTopic.refused(topic.name(), outcome))
                .toList());
    }

    @Override
    public CompletionStage<List<DeletedTopic>> deleteTopics(List<TopicSelector> topics, int timeoutMs) {
        asked.addAll(topics);
        return done(topics.stream()
                .map(topic -> topic instanceof TopicSelector.ByName byName
                        ? new DeletedTopic(byName.name(), Uuid.ZERO, outcome)
                        : new DeletedTopic(null, ((TopicSelector.ById) topic).id(), outcome))
                .toList());
    }

    @Override
    public CompletionStage<List<TopicOutcome>> createPartitions(
            List<PartitionGrowth> topics, boolean validateOnly, int timeoutMs) {
        asked.addAll(topics);
        return done(topics.stream()
                .map(topic -> new TopicOutcome(topic.topic(), outcome))
                .toList());
    }

    @Override
    public CompletionStage<List<ConfigAltered>> alterConfigs(List<ConfigAlteration> alterations, boolean validateOnly) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<List<Outcome>> updateFeatures(List<FeatureUpdate> updates, FeatureUpdateMode mode) {
        asked.addAll(updates);
        asked.add(mode);
        return done(updates.stream().map(update -> outcome).toList());
    }

    @Override
    public CompletionStage<ProducerIdBlock> allocateProducerIds(int brokerId, long brokerEpoch) {
        asked.add(brokerId);
        if (openAllocations != null) {
            CompletableFuture<ProducerIdBlock> open = new CompletableFuture<>();
            openAllocations.add(open);
            return open;
        }
        firstProducerId += outcome.isOk() ? 1000 : 0;
        return done(new ProducerIdBlock(outcome.error(), firstProducerId, 1000));
    }

    @Override
    public CompletionStage<AlterPartitionAnswer> alterPartition(AlterPartitionCall call) {
        asked.add(call);
        if (refusesProposals) {
            return done(new AlterPartitionAnswer(outcome.error(), List.of()));
        }
        return done(new AlterPartitionAnswer(
                ErrorCode.NONE,
                call.changes().stream()
                        .map(change -> new IsrChanged(
                                change.partition(), outcome.error(), new LeaderState(1, 5, List.of(1, 2), 9)))
                        .toList()));
    }

    @Override
    public CompletionStage<ShutdownAnswer> controlledShutdown(int brokerId, long brokerEpoch) {
        asked.add(brokerId);
        return done(new ShutdownAnswer(outcome.error(), Set.of(new TopicPartition("left", 4))));
    }

    @Override
    public CompletionStage<ElectionAnswer> electLeaders(
            ElectionType type, @Nullable Set<TopicPartition> partitions, int timeoutMs) {
        asked.add(type);
        Map<TopicPartition, Outcome> outcomes = new LinkedHashMap<>();
        if (partitions != null) {
            asked.addAll(partitions);
            partitions.forEach(partition -> outcomes.put(partition, outcome));
        }
        return done(new ElectionAnswer(whole, outcomes));
    }

    @Override
    public CompletionStage<Reassignments.Answer> alterReassignments(Reassignments.Call call, int timeoutMs) {
        asked.add(call);
        Map<TopicPartition, Outcome> outcomes = new LinkedHashMap<>();
        call.targets().keySet().forEach(partition -> outcomes.put(partition, outcome));
        return done(new Reassignments.Answer(whole, whole.isOk() ? outcomes : Map.of()));
    }

    @Override
    public CompletionStage<Reassignments.Listing> listReassignments(@Nullable Set<TopicPartition> partitions) {
        asked.add(partitions == null ? "all" : partitions);
        return done(new Reassignments.Listing(whole, ongoing));
    }

    /** This admin as the only broker there is sees it. */
    ControllerCalls asController() {
        return new ControllerCalls(this, new ClusterView("c"), new NoPeers(), 1);
    }

    /** Nobody is there. */
    static final class NoPeers implements PeerTransport {
        @Override
        public CompletionStage<ApiMessage> send(BrokerImage to, short version, ApiMessage request) {
            return CompletableFuture.failedFuture(new IllegalStateException("nobody is there"));
        }

        @Override
        public void forget(BrokerImage broker) {}

        @Override
        public PeerLink link(BrokerImage to, Consumer<PeerSign> listener) {
            return () -> {};
        }
    }

    private static <T> CompletionStage<T> done(T value) {
        return CompletableFuture.completedFuture(value);
    }
}
