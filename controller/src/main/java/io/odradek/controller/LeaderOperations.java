/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

import io.odradek.controller.Term.StateChange;
import io.odradek.controller.decide.Election;
import io.odradek.controller.decide.Election.Elected;
import io.odradek.controller.decide.IsrPolicy;
import io.odradek.controller.decide.LeaderElection;
import io.odradek.controller.image.BrokerImage;
import io.odradek.controller.image.TopicPartition;
import io.odradek.controller.store.StateNode;
import io.odradek.protocol.error.ErrorCode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who leads and who is in sync: elections after brokers came or went, on demand and for a leaving broker, and the
 * leaders' own in-sync changes. Confined to the controller loop; run one at a time by the term's queue.
 */
final class LeaderOperations {
    private static final Logger LOG = LoggerFactory.getLogger(LeaderOperations.class);

    private final Term term;

    LeaderOperations(Term term) {
        this.term = term;
    }

    private interface PartitionVisitor {
        void visit(TopicState topic, int number, PartitionState partition);
    }

    private void forEachPartition(PartitionVisitor visitor) {
        for (TopicState topic : term.cluster().topics()) {
            if (!term.cluster().isDeleting(topic.name())) {
                topic.partitions().forEach((number, partition) -> visitor.visit(topic, number, partition));
            }
        }
    }

    // ---- brokers came or went

    /** The changes that make every partition fit the brokers that are live now. */
    List<StateChange> healing(Predicate<PartitionState> touched) {
        List<StateChange> changes = new ArrayList<>();
        forEachPartition((topic, number, partition) -> {
            if (touched.test(partition)) {
                healed(topic, number, partition).ifPresent(next -> changes.add(new StateChange(topic, number, next)));
            }
        });
        return changes;
    }

    private Optional<StateNode> healed(TopicState topic, int number, PartitionState partition) {
        TopicPartition name = new TopicPartition(topic.name(), number);
        Set<Integer> live = term.cluster().liveFor(name);
        if (partition.isBorn()) {
            Set<Integer> able =
                    trusted(partition, live.contains(partition.state().leader()) ? live : staying(name));
            return LeaderElection.healed(
                    partition.replicas(), partition.state(), able, term.uncleanAllowed(topic.name()));
        }
        return LeaderElection.initial(partition.replicas(), live) instanceof Elected first
                ? Optional.of(new StateNode(first.leader(), 0, first.isr(), 0, false))
                : Optional.empty();
    }

    /**
     * Without the in-sync replicas whose brokers have registered anew since the state was written: nobody took them out
     * when they ended, because there was no controller, and what they hold now is not known. They come back into sync as
     * any other. If that is true of all of them, it says nothing about any.
     */
    private Set<Integer> trusted(PartitionState partition, Set<Integer> able) {
        Set<Integer> returned = new TreeSet<>();
        for (int id : partition.state().isr()) {
            BrokerImage broker = term.cluster().live().get(id);
            if (broker != null && broker.epoch() > partition.writtenAt()) {
                returned.add(id);
            }
        }
        if (returned.isEmpty()) {
            return able;
        }
        Set<Integer> trusted = new TreeSet<>(able);
        trusted.removeAll(returned);
        return partition.state().isr().stream().anyMatch(trusted::contains) ? trusted : able;
    }

    /** Those that can serve the partition and are not going down: who may be elected. */
    private Set<Integer> staying(TopicPartition partition) {
        Set<Integer> live = term.cluster().liveFor(partition);
        if (term.cluster().leaving().isEmpty()) {
            return live;
        }
        Set<Integer> staying = new TreeSet<>(live);
        staying.removeAll(term.cluster().leaving());
        return staying;
    }

    CompletionStage<Void> heal(Predicate<PartitionState> touched) {
        return term.change(healing(touched));
    }

    // ---- a broker leaves in good order

    CompletionStage<ShutdownAnswer> controlledShutdown(int brokerId, long brokerEpoch) {
        if (term.isStale(brokerId, brokerEpoch)) {
            boolean alive = term.cluster().live().containsKey(brokerId);
            return done(new ShutdownAnswer(
                    alive ? ErrorCode.STALE_BROKER_EPOCH : ErrorCode.BROKER_NOT_AVAILABLE, Set.of()));
        }
        term.cluster().leaving().add(brokerId);
        List<StateChange> changes = new ArrayList<>();
        forEachPartition((topic, number, partition) -> {
            boolean shared =
                    partition.replicas().size() > 1 && partition.replicas().contains(brokerId);
            if (shared && partition.isBorn()) {
                leave(brokerId, topic, number, partition).ifPresent(changes::add);
            }
        });
        return term.change(changes).thenApply(stored -> {
            PushBatch stops = term.batch();
            Set<TopicPartition> remaining = new TreeSet<>();
            forEachPartition((topic, number, partition) -> {
                if (partition.replicas().size() > 1 && partition.replicas().contains(brokerId)) {
                    if (partition.state().leader() == brokerId) {
                        remaining.add(new TopicPartition(topic.name(), number));
                    } else {
                        stops.stopFollowing(
                                brokerId, topic, number, partition.state().leaderEpoch());
                    }
                }
            });
            term.broker(brokerId, brokerEpoch).ifPresent(broker -> term.push(stops, List.of(broker)));
            return new ShutdownAnswer(ErrorCode.NONE, remaining);
        });
    }

    private Optional<StateChange> leave(int brokerId, TopicState topic, int number, PartitionState partition) {
        StateNode state = partition.state();
        if (state.leader() == brokerId) {
            Election election = LeaderElection.controlledShutdown(
                    partition.replicas(),
                    state.isr(),
                    term.cluster().liveFor(new TopicPartition(topic.name(), number)),
                    term.cluster().leaving());
            return election instanceof Elected elected
                    ? Optional.of(new StateChange(topic, number, next(state, elected)))
                    : Optional.empty();
        }
        if (!state.isr().contains(brokerId) || state.isr().size() == 1) {
            return Optional.empty();
        }
        List<Integer> isr = new ArrayList<>(state.isr());
        isr.remove((Integer) brokerId);
        return Optional.of(
                new StateChange(topic, number, next(state, new Elected(state.leader(), isr, state.recovering()))));
    }

    private static StateNode next(StateNode state, Elected elected) {
        return new StateNode(
                elected.leader(),
                state.leaderEpoch() + 1,
                elected.isr(),
                state.controllerEpoch(),
                elected.recovering() || state.recovering());
    }

    // ---- on demand

    CompletionStage<ElectionAnswer> elect(ElectionType type, @Nullable Set<TopicPartition> wanted) {
        Map<TopicPartition, Outcome> outcomes = new LinkedHashMap<>();
        List<StateChange> changes = new ArrayList<>();
        if (wanted == null) {
            forEachPartition((topic, number, partition) -> {
                Outcome outcome = elect(type, topic, number, partition, changes);
                if (outcome.error() != ErrorCode.ELECTION_NOT_NEEDED) {
                    outcomes.put(new TopicPartition(topic.name(), number), outcome);
                }
            });
        } else {
            for (TopicPartition each : wanted) {
                TopicState topic = term.cluster().topic(each.topic());
                PartitionState partition = topic == null ? null : topic.partition(each.partition());
                if (topic == null || partition == null || term.cluster().isDeleting(each.topic())) {
                    outcomes.put(
                            each,
                            Outcome.of(
                                    ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
                                    topic == null ? "No such topic as " + each.topic() : "There is no " + each + "."));
                } else {
                    outcomes.put(each, elect(type, topic, each.partition(), partition, changes));
                }
            }
        }
        return term.change(changes).thenApply(stored -> new ElectionAnswer(Outcome.OK, outcomes));
    }

    private Outcome elect(
            ElectionType type, TopicState topic, int number, PartitionState partition, List<StateChange> changes) {
        StateNode state = partition.state();
        Set<Integer> live = term.cluster().liveFor(new TopicPartition(topic.name(), number));
        Set<Integer> staying = staying(new TopicPartition(topic.name(), number));
        boolean settled = type == ElectionType.PREFERRED
                ? state.leader() == partition.replicas().get(0)
                : state.leader() >= 0 && live.contains(state.leader());
        if (settled) {
            return Outcome.of(ErrorCode.ELECTION_NOT_NEEDED, "The leader is already as it should be.");
        }
        Election election = type == ElectionType.PREFERRED
                ? LeaderElection.preferred(partition.replicas(), state.isr(), staying)
                : LeaderElection.offline(partition.replicas(), state.isr(), staying, true);
        if (election instanceof Elected elected) {
            changes.add(new StateChange(topic, number, next(state, elected)));
            return Outcome.OK;
        }
        return type == ElectionType.PREFERRED
                ? Outcome.of(ErrorCode.PREFERRED_LEADER_NOT_AVAILABLE, "The preferred leader was not available.")
                : Outcome.of(ErrorCode.ELIGIBLE_LEADERS_NOT_AVAILABLE, "No replica is alive.");
    }

    // ---- in-sync changes of the leaders

    CompletionStage<AlterPartitionAnswer> alterPartition(AlterPartitionCall call) {
        if (term.isStale(call.brokerId(), call.brokerEpoch())) {
            return done(new AlterPartitionAnswer(ErrorCode.STALE_BROKER_EPOCH, List.of()));
        }
        IsrPolicy.Brokers brokers =
                new IsrPolicy.Brokers(term.cluster().live(), term.cluster().leaving());
        List<StateChange> changes = new ArrayList<>();
        Map<IsrChange, ErrorCode> codes = new LinkedHashMap<>();
        Set<TopicPartition> named = new HashSet<>();
        for (IsrChange change : call.changes()) {
            // A second proposal for a partition could only be about the state that the first one leaves.
            boolean first = named.add(change.partition());
            codes.put(
                    change,
                    first ? judge(call.brokerId(), change, brokers, changes) : ErrorCode.INVALID_UPDATE_VERSION);
        }
        noteRefusals(call.brokerId(), codes);
        CompletionStage<Void> stored =
                changes.isEmpty() ? CompletableFuture.completedFuture(null) : term.store(changes);
        return stored.thenApply(done -> {
            if (!changes.isEmpty()) {
                PushBatch batch = term.batch();
                changes.forEach(change -> batch.metadata(change.topic(), change.number()));
                term.push(batch);
            }
            List<IsrChanged> answers = new ArrayList<>();
            codes.forEach((change, code) -> answers.add(answer(change, code)));
            return new AlterPartitionAnswer(ErrorCode.NONE, answers);
        });
    }

    /** One line for all: a leader may have thousands of proposals in one request. */
    private static void noteRefusals(int proposer, Map<IsrChange, ErrorCode> codes) {
        List<Map.Entry<IsrChange, ErrorCode>> refused = codes.entrySet().stream()
                .filter(each -> each.getValue() != ErrorCode.NONE)
                .toList();
        if (!refused.isEmpty()) {
            LOG.info(
                    "Of {} proposals of broker {} {} are refused, among them {} for {}",
                    codes.size(),
                    proposer,
                    refused.size(),
                    refused.get(0).getValue(),
                    refused.get(0).getKey());
        }
    }

    private ErrorCode judge(int proposer, IsrChange change, IsrPolicy.Brokers brokers, List<StateChange> changes) {
        TopicState topic = term.cluster().topic(change.partition().topic());
        PartitionState partition =
                topic == null ? null : topic.partition(change.partition().partition());
        if (topic == null || partition == null || term.cluster().isDeleting(topic.name())) {
            return ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
        }
        StateNode state = partition.state();
        IsrPolicy.Known known = new IsrPolicy.Known(partition.leaderState(), partition.replicas(), state.recovering());
        IsrPolicy.Verdict verdict = IsrPolicy.judge(proposer, change, known, brokers);
        if (verdict instanceof IsrPolicy.Reject reject) {
            return reject.error();
        }
        if (verdict instanceof IsrPolicy.Accept accept) {
            StateNode next = new StateNode(
                    state.leader(), state.leaderEpoch(), accept.isr(), state.controllerEpoch(), accept.recovering());
            changes.add(new StateChange(topic, change.partition().partition(), next));
        }
        return ErrorCode.NONE;
    }

    private IsrChanged answer(IsrChange change, ErrorCode code) {
        TopicState topic = term.cluster().topic(change.partition().topic());
        PartitionState partition =
                topic == null ? null : topic.partition(change.partition().partition());
        if (code != ErrorCode.NONE || partition == null) {
            return new IsrChanged(change.partition(), code, null);
        }
        return new IsrChanged(change.partition(), code, partition.leaderState());
    }

    private static <T> CompletionStage<T> done(T value) {
        return CompletableFuture.completedFuture(value);
    }
}
