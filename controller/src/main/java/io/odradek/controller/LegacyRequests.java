/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

import io.odradek.controller.image.TopicPartition;
import io.odradek.controller.store.MetadataStore.Watch;
import io.odradek.controller.store.StoreException;
import io.odradek.controller.store.StoreOp;
import io.odradek.controller.store.StoredNode;
import io.odradek.controller.store.ZNodes;
import io.odradek.protocol.error.ErrorCode;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is asked by making a node, as tools did before there were requests for it: /admin/reassign_partitions, which loses
 * each partition when its move is over and goes with the last, and /admin/preferred_replica_election, which goes at
 * once. Kafka 3.9 still obeys both. Confined to the controller loop; as old as the term.
 */
final class LegacyRequests {
    private static final Logger LOG = LoggerFactory.getLogger(LegacyRequests.class);

    private final Term term;
    private final ReassignmentOperations reassignments;
    private final LeaderOperations leaders;

    /** What the node for reassignments says still. */
    private Map<TopicPartition, List<Integer>> moving = new LinkedHashMap<>();

    LegacyRequests(Term term, ReassignmentOperations reassignments, LeaderOperations leaders) {
        this.term = term;
        this.reassignments = reassignments;
        this.leaders = leaders;
        reassignments.onMoved(this::moved);
    }

    /** Goes on with what an earlier term left, and listens for more. */
    void begin() {
        run("moves of partitions", reassignments::resume);
        lookAtReassignments();
        lookAtElections();
    }

    private void lookAtReassignments() {
        look(ZNodes.REASSIGN, path -> lookAtReassignments(), this::reassign);
    }

    private void lookAtElections() {
        look(ZNodes.PREFERRED_ELECTION, path -> lookAtElections(), this::elect);
    }

    private void look(String path, Watch watch, Function<String, CompletionStage<Void>> onText) {
        run(path, () -> term.store().reads().get(path, watch).thenCompose(node -> obey(path, node, onText)));
    }

    private static CompletionStage<Void> obey(
            String path, Optional<StoredNode> node, Function<String, CompletionStage<Void>> onText) {
        if (node.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        try {
            return onText.apply(node.get().text());
        } catch (StoreException e) {
            LOG.error("What stands in {} cannot be read, and is left alone: {}", path, e.getMessage());
            return CompletableFuture.completedFuture(null);
        }
    }

    private void run(String what, Supplier<CompletionStage<Void>> call) {
        term.operations().run(call).whenComplete((done, failure) -> {
            if (failure != null) {
                LOG.debug("{} are left to the next controller", what, failure);
            }
        });
    }

    // ---- reassignments

    private CompletionStage<Void> reassign(String text) {
        Map<TopicPartition, List<Integer>> wanted = ZNodes.readReassignment(text);
        Map<TopicPartition, Optional<List<Integer>>> fresh = new LinkedHashMap<>();
        wanted.forEach((partition, replicas) -> {
            if (!replicas.equals(moving.get(partition))) {
                fresh.put(partition, Optional.of(replicas));
            }
        });
        if (fresh.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        moving = new LinkedHashMap<>(wanted);
        return reassignments.alter(new Reassignments.Call(fresh, true)).thenCompose(answer -> {
            answer.partitions().forEach((partition, outcome) -> {
                if (!outcome.isOk()) {
                    moving.remove(partition);
                }
            });
            return writeRest(wanted);
        });
    }

    /** Some moves took a step, which was the last one if nothing is adding or removing any more. */
    private void moved(Collection<TopicPartition> partitions) {
        if (partitions.stream().anyMatch(moving::containsKey)) {
            Map<TopicPartition, List<Integer>> before = new LinkedHashMap<>(moving);
            run(ZNodes.REASSIGN, () -> writeRest(before));
        }
    }

    /** Takes out what is over, or was overtaken by another request. */
    private CompletionStage<Void> writeRest(Map<TopicPartition, List<Integer>> before) {
        moving.keySet().removeIf(partition -> !isUnderWay(partition));
        if (moving.equals(before)) {
            return CompletableFuture.completedFuture(null);
        }
        StoreOp write = moving.isEmpty()
                ? new StoreOp.Delete(ZNodes.REASSIGN, StoreOp.ANY_VERSION)
                : new StoreOp.SetData(ZNodes.REASSIGN, ZNodes.reassignmentText(moving), StoreOp.ANY_VERSION);
        return write(ZNodes.REASSIGN, write);
    }

    private boolean isUnderWay(TopicPartition name) {
        TopicState topic = term.cluster().topic(name.topic());
        PartitionState partition = topic == null ? null : topic.partition(name.partition());
        return topic != null
                && partition != null
                && !term.cluster().isDeleting(topic.name())
                && partition.assignment().isBeingReassigned();
    }

    // ---- elections

    private CompletionStage<Void> elect(String text) {
        Set<TopicPartition> wanted = ZNodes.readPreferredElection(text);
        return leaders.elect(ElectionType.PREFERRED, wanted).thenCompose(answer -> {
            answer.partitions().forEach((partition, outcome) -> {
                if (!outcome.isOk() && outcome.error() != ErrorCode.ELECTION_NOT_NEEDED) {
                    LOG.warn("The preferred replica of {} does not lead: {}", partition, outcome.message());
                }
            });
            return write(ZNodes.PREFERRED_ELECTION, new StoreOp.Delete(ZNodes.PREFERRED_ELECTION, StoreOp.ANY_VERSION));
        });
    }

    /** Others write this node too: a refusal because it is gone must not end the term, so it is looked at first. */
    private CompletionStage<Void> write(String path, StoreOp operation) {
        return term.store().reads().get(path).thenCompose(node -> {
            if (node.isEmpty()) {
                return CompletableFuture.completedFuture(null);
            }
            return term.store().write(List.of(operation)).thenAccept(done -> {});
        });
    }
}
