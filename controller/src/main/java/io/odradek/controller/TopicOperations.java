/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

import io.odradek.controller.decide.Election;
import io.odradek.controller.decide.LeaderElection;
import io.odradek.controller.decide.ReplicaPlacement;
import io.odradek.controller.decide.TopicValidation;
import io.odradek.controller.store.ReplicaAssignment;
import io.odradek.controller.store.StateNode;
import io.odradek.controller.store.StoreOp;
import io.odradek.controller.store.TopicNode;
import io.odradek.controller.store.ZNodes;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.wire.Uuid;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;

/** Creates topics and adds partitions. Confined to the controller loop; run one at a time by the term's queue. */
final class TopicOperations {
    private final Term term;

    TopicOperations(Term term) {
        this.term = term;
    }

    /** A topic that may be created, with all that was decided about it. */
    private record Plan(TopicState topic, SortedMap<Integer, List<Integer>> layout, Map<String, String> configs) {}

    // ---- create

    CompletionStage<List<CreatedTopic>> create(List<NewTopic> wanted, boolean validateOnly) {
        List<CreatedTopic> results = new ArrayList<>();
        List<Plan> plans = new ArrayList<>();
        Set<String> names = new HashSet<>(term.cluster().topicNames());
        Set<String> unified = new HashSet<>(term.cluster().unifiedNames());
        for (NewTopic topic : wanted) {
            Outcome outcome = check(topic, names, unified);
            if (!outcome.isOk()) {
                results.add(CreatedTopic.refused(topic.name(), outcome));
                continue;
            }
            Plan plan = plan(topic);
            plans.add(plan);
            names.add(topic.name());
            unified.add(TopicValidation.unified(topic.name()));
            int factor = plan.layout().values().iterator().next().size();
            results.add(new CreatedTopic(
                    topic.name(), Outcome.OK, plan.topic().id(), plan.layout().size(), factor));
        }
        if (validateOnly || plans.isEmpty()) {
            return CompletableFuture.completedFuture(results);
        }
        return store(plans).thenApply(done -> {
            announce(plans);
            return results;
        });
    }

    /** The first thing that is wrong with it, in Kafka's order. */
    private Outcome check(NewTopic topic, Set<String> names, Set<String> unified) {
        Set<Integer> live = term.cluster().live().keySet();
        List<Outcome> outcomes = new ArrayList<>();
        outcomes.add(TopicValidation.name(topic.name()));
        if (term.cluster().isDeleting(topic.name())) {
            outcomes.add(
                    Outcome.of(ErrorCode.TOPIC_ALREADY_EXISTS, "Topic '" + topic.name() + "' is still being deleted."));
        }
        outcomes.add(TopicValidation.free(topic.name(), names, unified));
        outcomes.add(term.context().topicRules().check(topic.configs()));
        outcomes.add(topic.fault());
        outcomes.add(TopicValidation.shape(topic, live));
        if (topic.assignment().isEmpty()) {
            outcomes.add(TopicValidation.replicationFactor(replicationFactor(topic), live.size()));
        }
        return outcomes.stream()
                .filter(outcome -> !outcome.isOk())
                .findFirst()
                .orElseGet(() -> term.context().topicRules().permits(resolved(topic)));
    }

    private NewTopic resolved(NewTopic topic) {
        return topic.assignment().isEmpty()
                ? new NewTopic(
                        topic.name(), partitions(topic), replicationFactor(topic), topic.assignment(), topic.configs())
                : topic;
    }

    private int partitions(NewTopic topic) {
        return topic.partitions() == NewTopic.DEFAULT ? term.settings().topics().partitions() : topic.partitions();
    }

    private int replicationFactor(NewTopic topic) {
        return topic.replicationFactor() == NewTopic.DEFAULT
                ? term.settings().topics().replicationFactor()
                : topic.replicationFactor();
    }

    private Plan plan(NewTopic topic) {
        SortedMap<Integer, List<Integer>> layout;
        if (topic.assignment().isEmpty()) {
            RandomGenerator random = term.context().environment().random();
            List<ReplicaPlacement.Broker> brokers = brokers();
            ReplicaPlacement.Start start =
                    new ReplicaPlacement.Start(random.nextInt(brokers.size()), random.nextInt(brokers.size()));
            layout = ReplicaPlacement.place(
                    brokers, new ReplicaPlacement.Wanted(0, partitions(topic), replicationFactor(topic), start));
        } else {
            layout = new TreeMap<>(topic.assignment());
        }
        Uuid id = Uuid.random(term.context().environment().random());
        return new Plan(new TopicState(topic.name(), id), layout, topic.configs());
    }

    private List<ReplicaPlacement.Broker> brokers() {
        List<ReplicaPlacement.Broker> brokers = new ArrayList<>();
        term.cluster()
                .live()
                .values()
                .forEach(broker -> brokers.add(new ReplicaPlacement.Broker(broker.id(), broker.rack())));
        return brokers;
    }

    private CompletionStage<Void> store(List<Plan> plans) {
        List<String> configPaths = new ArrayList<>();
        plans.forEach(plan -> configPaths.add(
                ZNodes.config(ConfigEntity.topic(plan.topic().name()).path())));
        // The configuration of a topic may have outlived it.
        return term.store().reads().getAll(configPaths).thenCompose(nodes -> {
            List<StoreOp> operations = new ArrayList<>();
            List<Runnable> applies = new ArrayList<>();
            for (int i = 0; i < plans.size(); i++) {
                Plan plan = plans.get(i);
                String text = ZNodes.configText(plan.configs());
                operations.add(
                        nodes.get(i).isPresent()
                                ? new StoreOp.SetData(configPaths.get(i), text, StoreOp.ANY_VERSION)
                                : StoreOp.create(configPaths.get(i), text));
                SortedMap<Integer, ReplicaAssignment> assignment = assignments(plan.layout());
                String name = plan.topic().name();
                operations.add(StoreOp.create(
                        ZNodes.topic(name),
                        ZNodes.topicText(new TopicNode(plan.topic().id(), assignment))));
                operations.add(StoreOp.create(ZNodes.partitions(name), null));
                assignment.forEach(
                        (number, replicas) -> addPartition(operations, applies, plan.topic(), number, replicas));
            }
            return term.store().write(operations).thenAccept(done -> {
                applies.forEach(Runnable::run);
                plans.forEach(plan -> term.cluster().add(plan.topic()));
            });
        });
    }

    private static SortedMap<Integer, ReplicaAssignment> assignments(SortedMap<Integer, List<Integer>> layout) {
        SortedMap<Integer, ReplicaAssignment> assignments = new TreeMap<>();
        layout.forEach((number, replicas) -> assignments.put(number, ReplicaAssignment.of(replicas)));
        return assignments;
    }

    /** The nodes of a new partition, and what to remember once they are there. */
    private void addPartition(
            List<StoreOp> operations,
            List<Runnable> applies,
            TopicState topic,
            int number,
            ReplicaAssignment assignment) {
        Election election = LeaderElection.initial(
                assignment.replicas(), term.cluster().live().keySet());
        operations.add(StoreOp.create(ZNodes.partition(topic.name(), number), null));
        if (election instanceof Election.Elected elected) {
            StateNode state = new StateNode(
                    elected.leader(), 0, elected.isr(), term.epoch().number(), false);
            operations.add(StoreOp.create(ZNodes.state(topic.name(), number), ZNodes.stateText(state)));
            applies.add(() -> topic.put(number, new PartitionState(assignment, state, 0)));
        } else {
            applies.add(() -> topic.put(number, PartitionState.unborn(assignment)));
        }
    }

    private void announce(List<Plan> plans) {
        Map<ConfigEntity, Map<String, String>> configs = new HashMap<>();
        PushBatch batch = term.batch();
        for (Plan plan : plans) {
            configs.put(ConfigEntity.topic(plan.topic().name()), plan.configs());
            plan.topic()
                    .partitions()
                    .keySet()
                    .forEach(number -> batch.leader(
                            plan.topic(), number, term.cluster().live().keySet(), true));
        }
        term.context().configs().knows(configs);
        term.push(batch);
    }

    // ---- grow

    CompletionStage<List<TopicOutcome>> grow(List<PartitionGrowth> wanted, boolean validateOnly) {
        List<TopicOutcome> results = new ArrayList<>();
        Map<TopicState, SortedMap<Integer, ReplicaAssignment>> additions = new HashMap<>();
        for (PartitionGrowth growth : wanted) {
            Outcome outcome = check(growth);
            TopicState topic = term.cluster().topic(growth.topic());
            if (outcome.isOk() && topic != null) {
                additions.put(topic, assignments(layout(topic, growth)));
            }
            results.add(new TopicOutcome(growth.topic(), outcome));
        }
        if (validateOnly || additions.isEmpty()) {
            return CompletableFuture.completedFuture(results);
        }
        return store(additions).thenApply(done -> {
            PushBatch batch = term.batch();
            additions.forEach((topic, added) -> added.keySet()
                    .forEach(number ->
                            batch.leader(topic, number, term.cluster().live().keySet(), true)));
            term.push(batch);
            return results;
        });
    }

    private Outcome check(PartitionGrowth growth) {
        TopicState topic = term.cluster().topic(growth.topic());
        if (topic == null || term.cluster().isDeleting(growth.topic())) {
            return Outcome.of(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, "This server does not host this topic-partition.");
        }
        if (topic.partitions().values().stream()
                .anyMatch(each -> each.assignment().isBeingReassigned())) {
            return Outcome.of(
                    ErrorCode.REASSIGNMENT_IN_PROGRESS,
                    "Partitions of topic '" + growth.topic() + "' are being reassigned; it can grow after that.");
        }
        return TopicValidation.growth(
                growth,
                topic.partitionCount(),
                topic.replicationFactor(),
                term.cluster().live().keySet());
    }

    private SortedMap<Integer, List<Integer>> layout(TopicState topic, PartitionGrowth growth) {
        int present = topic.partitionCount();
        SortedMap<Integer, List<Integer>> layout = new TreeMap<>();
        List<List<Integer>> assignments = growth.assignments();
        if (assignments != null) {
            for (int i = 0; i < assignments.size(); i++) {
                layout.put(present + i, assignments.get(i));
            }
            return layout;
        }
        List<ReplicaPlacement.Broker> brokers = brokers();
        PartitionState first = topic.partition(0);
        int firstLeader = first == null ? 0 : first.replicas().get(0);
        int start = 0;
        while (start < brokers.size() - 1 && brokers.get(start).id() < firstLeader) {
            start++;
        }
        return ReplicaPlacement.place(
                brokers,
                new ReplicaPlacement.Wanted(
                        present,
                        growth.count() - present,
                        topic.replicationFactor(),
                        new ReplicaPlacement.Start(start, start)));
    }

    private CompletionStage<Void> store(Map<TopicState, SortedMap<Integer, ReplicaAssignment>> additions) {
        List<StoreOp> operations = new ArrayList<>();
        List<Runnable> applies = new ArrayList<>();
        additions.forEach((topic, added) -> {
            operations.add(new StoreOp.SetData(
                    ZNodes.topic(topic.name()), ZNodes.topicText(topic.nodeWith(added)), StoreOp.ANY_VERSION));
            added.forEach((number, assignment) -> addPartition(operations, applies, topic, number, assignment));
        });
        return term.store().write(operations).thenAccept(done -> applies.forEach(Runnable::run));
    }
}
