/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

import io.odradek.controller.image.BrokerImage;
import io.odradek.controller.store.MetadataStore;
import io.odradek.controller.store.MetadataStore.Watch;
import io.odradek.controller.store.ReplicaAssignment;
import io.odradek.controller.store.StateNode;
import io.odradek.controller.store.StoreException;
import io.odradek.controller.store.StoreOp;
import io.odradek.controller.store.StoredNode;
import io.odradek.controller.store.TopicNode;
import io.odradek.controller.store.ZNodes;
import io.odradek.protocol.wire.Uuid;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the tree into a term's state: lists, then topics, then partition states, each level in one go of pipelined
 * reads. Confined to the controller loop.
 */
final class ClusterReader {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterReader.class);

    private final Term term;

    ClusterReader(Term term) {
        this.term = term;
    }

    /** Fills the term's cluster state, but for its brokers, which it gives. */
    CompletionStage<Map<Integer, BrokerImage>> readAll(Watch onBrokers) {
        MetadataStore store = term.store().reads();
        var brokers = readBrokers(onBrokers).toCompletableFuture();
        var deleting = store.children(ZNodes.DELETE_TOPICS).toCompletableFuture();
        var topics = store.children(ZNodes.TOPICS)
                .thenCompose(names -> readTopics(names.orElse(List.of())))
                .toCompletableFuture();
        return CompletableFuture.allOf(brokers, deleting, topics).thenCompose(done -> {
            List<StoreOp> repairs = new ArrayList<>();
            topics.join().forEach(topic -> {
                if (topic.withoutId()) {
                    TreeMap<Integer, ReplicaAssignment> all = new TreeMap<>();
                    topic.state().partitions().forEach((number, partition) -> all.put(number, partition.assignment()));
                    String text = ZNodes.topicText(new TopicNode(topic.state().id(), all));
                    repairs.add(new StoreOp.SetData(ZNodes.topic(topic.state().name()), text, StoreOp.ANY_VERSION));
                }
                term.cluster().add(topic.state());
            });
            for (String name : deleting.join().orElse(List.of())) {
                if (term.cluster().topic(name) == null) {
                    repairs.add(new StoreOp.Delete(ZNodes.topicDeletion(name), StoreOp.ANY_VERSION));
                } else {
                    term.cluster().deleting().add(name);
                }
            }
            return term.store().write(repairs).thenApply(written -> brokers.join());
        });
    }

    /** A topic as read; one from before topics had ids has been given one that is not stored yet. */
    private record ReadTopic(TopicState state, boolean withoutId) {}

    private CompletionStage<List<ReadTopic>> readTopics(List<String> names) {
        List<String> paths = new ArrayList<>(names.size());
        names.forEach(name -> paths.add(ZNodes.topic(name)));
        return term.store().reads().getAll(paths).thenCompose(nodes -> {
            Map<String, TopicNode> topics = new TreeMap<>();
            for (int i = 0; i < names.size(); i++) {
                String name = names.get(i);
                nodes.get(i).ifPresent(node -> decodeTopic(name, node).ifPresent(topic -> topics.put(name, topic)));
            }
            return readStates(topics);
        });
    }

    private static Optional<TopicNode> decodeTopic(String name, StoredNode node) {
        try {
            return Optional.of(ZNodes.readTopic(name, node.text()));
        } catch (StoreException e) {
            LOG.error("Topic {} is left alone: {}", name, e.getMessage());
            return Optional.empty();
        }
    }

    private CompletionStage<List<ReadTopic>> readStates(Map<String, TopicNode> topics) {
        List<String> paths = new ArrayList<>();
        topics.forEach(
                (name, topic) -> topic.partitions().keySet().forEach(number -> paths.add(ZNodes.state(name, number))));
        return term.store().reads().getAll(paths).thenApply(nodes -> {
            List<ReadTopic> read = new ArrayList<>(topics.size());
            int next = 0;
            for (Map.Entry<String, TopicNode> entry : topics.entrySet()) {
                Uuid id = entry.getValue().id();
                boolean withoutId = id.equals(Uuid.ZERO);
                TopicState topic = new TopicState(
                        entry.getKey(),
                        withoutId ? Uuid.random(term.context().environment().random()) : id);
                for (Map.Entry<Integer, ReplicaAssignment> each :
                        entry.getValue().partitions().entrySet()) {
                    topic.put(each.getKey(), decodeState(paths.get(next), each.getValue(), nodes.get(next)));
                    next++;
                }
                read.add(new ReadTopic(topic, withoutId));
            }
            return read;
        });
    }

    private static PartitionState decodeState(String path, ReplicaAssignment assignment, Optional<StoredNode> node) {
        if (node.isEmpty()) {
            return PartitionState.unborn(assignment);
        }
        return new PartitionState(
                assignment,
                readState(path, node.get().text()),
                node.get().version(),
                node.get().mzxid());
    }

    /** A state that nobody can read costs its partition the leader, until an unclean election; not the cluster. */
    private static StateNode readState(String path, String text) {
        try {
            return ZNodes.readState(path, text);
        } catch (StoreException e) {
            LOG.error("The partition has no leader, because its state cannot be read: {}", e.getMessage());
            return new StateNode(-1, 0, List.of(), 0, false);
        }
    }

    /** The brokers registered now; the watch fires when the list may have changed. */
    CompletionStage<Map<Integer, BrokerImage>> readBrokers(@Nullable Watch watch) {
        MetadataStore store = term.store().reads();
        return store.children(ZNodes.BROKER_IDS, watch).thenCompose(names -> {
            List<Integer> ids = new ArrayList<>();
            List<String> paths = new ArrayList<>();
            for (String name : names.orElse(List.of())) {
                ids.add(Integer.valueOf(name));
                paths.add(ZNodes.BROKER_IDS + "/" + name);
            }
            return store.getAll(paths).thenApply(nodes -> {
                Map<Integer, BrokerImage> brokers = new TreeMap<>();
                for (int i = 0; i < paths.size(); i++) {
                    int id = ids.get(i);
                    nodes.get(i).ifPresent(node -> decodeBroker(id, node).ifPresent(broker -> brokers.put(id, broker)));
                }
                return brokers;
            });
        });
    }

    private static Optional<BrokerImage> decodeBroker(int id, StoredNode node) {
        try {
            return Optional.of(ZNodes.readBroker(id, node));
        } catch (StoreException e) {
            LOG.error("Broker {} is not taken into account: {}", id, e.getMessage());
            return Optional.empty();
        }
    }
}
