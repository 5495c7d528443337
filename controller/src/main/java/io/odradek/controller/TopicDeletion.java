/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

import io.netty.util.concurrent.Future;
import io.odradek.controller.image.BrokerImage;
import io.odradek.controller.store.StoreOp;
import io.odradek.controller.store.StoredNode;
import io.odradek.controller.store.ZNodes;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.StopReplicaRequest;
import io.odradek.protocol.message.StopReplicaResponse;
import io.odradek.protocol.message.StopReplicaResponse.StopReplicaPartitionError;
import io.odradek.protocol.wire.Uuid;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes topics as Kafka does, in two phases: a mark below /admin/delete_topics first; then, when every replica has
 * confirmed that it is gone, the topic's nodes and the mark. A replica on a dead broker holds the second phase up until
 * the broker is back. Whatever a term leaves unfinished, the next one resumes from the marks. Confined to the controller
 * loop.
 */
final class TopicDeletion {
    private static final Logger LOG = LoggerFactory.getLogger(TopicDeletion.class);
    private static final int RETRY_MS = 1_000;

    private final Term term;

    /** Of each topic being deleted, the brokers that have not confirmed yet. */
    private final Map<String, Set<Integer>> unconfirmed = new HashMap<>();

    TopicDeletion(Term term) {
        this.term = term;
    }

    // ---- first phase

    CompletionStage<List<DeletedTopic>> delete(List<TopicSelector> selectors) {
        List<DeletedTopic> results = new ArrayList<>();
        List<TopicState> marked = new ArrayList<>();
        List<StoreOp> marks = new ArrayList<>();
        for (TopicSelector selector : selectors) {
            TopicState topic = find(selector);
            Outcome outcome = check(selector, topic);
            results.add(result(selector, topic, outcome));
            if (outcome.isOk()
                    && topic != null
                    && !term.cluster().isDeleting(topic.name())
                    && !marked.contains(topic)) {
                marked.add(topic);
                marks.add(StoreOp.create(ZNodes.topicDeletion(topic.name()), null));
            }
        }
        if (marks.isEmpty()) {
            return CompletableFuture.completedFuture(results);
        }
        return term.store().write(marks).thenApply(done -> {
            marked.forEach(topic -> term.cluster().deleting().add(topic.name()));
            stop(marked);
            return results;
        });
    }

    private @Nullable TopicState find(TopicSelector selector) {
        if (selector instanceof TopicSelector.ByName byName) {
            return term.cluster().topic(byName.name());
        }
        String name = term.cluster().name(((TopicSelector.ById) selector).id());
        return name == null ? null : term.cluster().topic(name);
    }

    private Outcome check(TopicSelector selector, @Nullable TopicState topic) {
        if (!term.settings().topicDeletion()) {
            return Outcome.of(
                    ErrorCode.TOPIC_DELETION_DISABLED, "Topics cannot be deleted: delete.topic.enable is false.");
        }
        if (topic != null) {
            return Outcome.OK;
        }
        return Outcome.of(
                selector instanceof TopicSelector.ByName
                        ? ErrorCode.UNKNOWN_TOPIC_OR_PARTITION
                        : ErrorCode.UNKNOWN_TOPIC_ID);
    }

    private static DeletedTopic result(TopicSelector selector, @Nullable TopicState topic, Outcome outcome) {
        if (topic != null) {
            return new DeletedTopic(topic.name(), topic.id(), outcome);
        }
        return selector instanceof TopicSelector.ByName byName
                ? new DeletedTopic(byName.name(), Uuid.ZERO, outcome)
                : new DeletedTopic(null, ((TopicSelector.ById) selector).id(), outcome);
    }

    // ---- second phase

    /** Goes on with what an earlier term began, and from now on also with what others mark, as tools of Kafka's do. */
    void resume() {
        lookAtMarks();
        resumeMarked();
    }

    private void lookAtMarks() {
        term.operations()
                .run(() -> term.store()
                        .reads()
                        .children(ZNodes.DELETE_TOPICS, path -> lookAtMarks())
                        .thenAccept(names -> onMarks(names.orElse(List.of()))))
                .exceptionally(failure -> {
                    LOG.debug("Marks for deletion are left to the next controller", failure);
                    return null;
                });
    }

    private void onMarks(List<String> names) {
        List<TopicState> marked = new ArrayList<>();
        for (String name : names) {
            TopicState topic = term.cluster().topic(name);
            if (topic == null || !term.settings().topicDeletion()) {
                LOG.info("The mark for the deletion of {} is removed: it cannot be deleted", name);
                term.store().attempt(new StoreOp.Delete(ZNodes.topicDeletion(name), StoreOp.ANY_VERSION));
            } else if (!term.cluster().isDeleting(name)) {
                marked.add(topic);
            }
        }
        if (!marked.isEmpty()) {
            marked.forEach(topic -> term.cluster().deleting().add(topic.name()));
            stop(marked);
        }
    }

    private void resumeMarked() {
        List<TopicState> topics = new ArrayList<>();
        for (String name : term.cluster().deleting()) {
            TopicState topic = term.cluster().topic(name);
            if (topic != null) {
                topics.add(topic);
            }
        }
        if (!topics.isEmpty()) {
            stop(topics);
        }
    }

    /** Replicas of topics being deleted may be among those that this broker brings back. */
    void onBrokerJoined(int brokerId) {
        PushBatch batch = term.batch();
        boolean any = false;
        for (Map.Entry<String, Set<Integer>> entry : unconfirmed.entrySet()) {
            TopicState topic = term.cluster().topic(entry.getKey());
            if (topic != null && entry.getValue().contains(brokerId)) {
                batch.deleting(topic, List.of(brokerId));
                any = true;
            }
        }
        if (any) {
            term.push(batch);
        }
    }

    private void stop(List<TopicState> topics) {
        PushBatch batch = term.batch();
        for (TopicState topic : topics) {
            Set<Integer> brokers = new TreeSet<>();
            topic.partitions().values().forEach(partition -> brokers.addAll(partition.replicas()));
            unconfirmed.put(topic.name(), brokers);
            batch.deleting(topic, term.cluster().live().keySet());
        }
        term.push(batch);
        topics.forEach(this::finishIfConfirmed);
    }

    /** What a broker says to a StopReplica; the request tells which topics that was about. */
    void onAnswer(BrokerImage broker, StopReplicaRequest request, StopReplicaResponse answer) {
        Set<String> failed = new HashSet<>();
        for (StopReplicaPartitionError error : answer.partitionErrors()) {
            if (error.errorCode() != ErrorCode.NONE.code()) {
                failed.add(error.topicName());
            }
        }
        for (StopReplicaRequest.StopReplicaTopicState stopped : request.topicStates()) {
            Set<Integer> brokers = unconfirmed.get(stopped.topicName());
            if (brokers == null) {
                continue;
            }
            TopicState topic = term.cluster().topic(stopped.topicName());
            if (answer.errorCode() != ErrorCode.NONE.code() || failed.contains(stopped.topicName())) {
                LOG.warn("Broker {} could not delete its replicas of {} yet", broker.id(), stopped.topicName());
                Future<?> unused = term.context()
                        .environment()
                        .loop()
                        .schedule(() -> onBrokerJoined(broker.id()), RETRY_MS, TimeUnit.MILLISECONDS);
            } else if (topic != null) {
                brokers.remove(broker.id());
                finishIfConfirmed(topic);
            }
        }
    }

    private void finishIfConfirmed(TopicState topic) {
        Set<Integer> brokers = unconfirmed.get(topic.name());
        if (brokers != null && brokers.isEmpty()) {
            unconfirmed.remove(topic.name());
            term.operations().run(() -> removeNodes(topic)).whenComplete((done, failure) -> {
                if (failure != null) {
                    LOG.warn("Deleting {} is left to the next controller", topic.name(), failure);
                }
            });
        }
    }

    private CompletionStage<Void> removeNodes(TopicState topic) {
        String name = topic.name();
        List<String> paths = new ArrayList<>();
        for (int number : topic.partitions().keySet()) {
            paths.add(ZNodes.state(name, number));
            paths.add(ZNodes.partition(name, number));
        }
        paths.add(ZNodes.partitions(name));
        paths.add(ZNodes.topic(name));
        paths.add(ZNodes.config(ConfigEntity.topic(name).path()));
        paths.add(ZNodes.topicDeletion(name));
        return term.store().reads().getAll(paths).thenCompose(nodes -> {
            List<StoreOp> deletes = new ArrayList<>();
            for (int i = 0; i < paths.size(); i++) {
                Optional<StoredNode> node = nodes.get(i);
                if (node.isPresent()) {
                    deletes.add(new StoreOp.Delete(paths.get(i), StoreOp.ANY_VERSION));
                }
            }
            return term.store().write(deletes).thenAccept(done -> {
                term.cluster().remove(topic);
                term.context().configs().knows(Map.of(ConfigEntity.topic(name), Map.of()));
                LOG.info("Topic {} is deleted", name);
            });
        });
    }
}
