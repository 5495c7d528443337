/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

import io.odradek.controller.Term.StateChange;
import io.odradek.controller.image.BrokerImage;
import io.odradek.controller.store.MetadataStore.Watch;
import io.odradek.controller.store.StoreOp;
import io.odradek.controller.store.ZNodes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brokers that come and go. Who is registered, and not taken for dead, is live; whenever that changes, every partition is
 * made to fit, and everybody is told. What takes a broker for dead, fastest first: its process is refused; it is silent;
 * its session has ended. Confined to the controller loop.
 */
final class BrokerOperations implements FailureDetector.Verdicts {
    private static final Logger LOG = LoggerFactory.getLogger(BrokerOperations.class);

    private final Term term;
    private final ClusterReader reader;
    private final LeaderOperations leaders;
    private final TopicDeletion deletion;
    private final ReassignmentOperations reassignments;
    private final FailureDetector detector;
    private final Runnable onFailure;

    /** As last read, the suspects included. */
    private Map<Integer, BrokerImage> registered = Map.of();

    /** Registrations that stay although their brokers are taken for dead, because they would not come back otherwise. */
    private final Map<Integer, Long> suspects;

    /** Brokers whose end is being dealt with, so that the next sign of it does not begin the same. */
    private final Set<BrokerImage> beingStruck = new HashSet<>();

    private boolean cutOff;
    private boolean ended;

    BrokerOperations(
            Term term,
            LeaderOperations leaders,
            TopicDeletion deletion,
            ReassignmentOperations reassignments,
            Start start) {
        this.term = term;
        this.reader = new ClusterReader(term);
        this.leaders = leaders;
        this.deletion = deletion;
        this.reassignments = reassignments;
        this.detector =
                new FailureDetector(start.peers(), term.context().environment().loop(), this);
        this.suspects = new HashMap<>(start.suspects());
        this.onFailure = start.onFailure();
    }

    /**
     * What the term begins with.
     *
     * @param suspects registrations (id and epoch) that this broker has just taken for dead
     * @param onFailure the term cannot go on
     */
    record Start(PeerTransport peers, Map<Integer, Long> suspects, Runnable onFailure) {}

    // ---- begin and end

    /** Reads the tree, makes every partition fit the live brokers, and tells everybody everything. */
    CompletionStage<Loaded> load() {
        return reader.readAll(path -> mayHaveChanged())
                .thenCompose(brokers -> {
                    registered = brokers;
                    unsuspected(brokers).values().forEach(broker -> {
                        term.cluster().joined(broker);
                        term.queues().open(broker);
                    });
                    watch();
                    List<StateChange> changes = leaders.healing(partition -> true);
                    long readAtMs = term.context().environment().clock().millis();
                    return term.store(changes).thenApply(done -> new Loaded(readAtMs, changes.size()));
                })
                .thenApply(loaded -> {
                    tellEverything(List.copyOf(term.cluster().live().values()));
                    return loaded;
                });
    }

    /** When the tree had been read, and how many partitions had to change after that. */
    record Loaded(long readAtMs, int elections) {}

    void end() {
        ended = true;
        detector.close();
    }

    private void watch() {
        List<BrokerImage> others = new ArrayList<>(registered.values());
        others.removeIf(broker -> broker.id() == term.settings().brokerId());
        detector.watch(others);
    }

    // ---- what the store says

    private void mayHaveChanged() {
        readAgain(path -> mayHaveChanged());
    }

    private void readAgain(@Nullable Watch watch) {
        carryOut("a change of brokers", () -> reader.readBrokers(watch).thenCompose(this::areRegistered));
    }

    private void carryOut(String what, Supplier<CompletionStage<Void>> operation) {
        if (ended) {
            return;
        }
        term.operations().run(operation).whenComplete((done, failure) -> {
            if (failure != null && !ended) {
                LOG.warn("Could not deal with {}; stepping down", what, failure);
                onFailure.run();
            }
        });
    }

    private CompletionStage<Void> areRegistered(Map<Integer, BrokerImage> now) {
        registered = now;
        suspects.entrySet().removeIf(suspect -> {
            BrokerImage broker = now.get(suspect.getKey());
            return broker == null || broker.epoch() != suspect.getValue();
        });
        watch();
        return areLive(unsuspected(now));
    }

    private Map<Integer, BrokerImage> unsuspected(Map<Integer, BrokerImage> brokers) {
        Map<Integer, BrokerImage> rest = new TreeMap<>(brokers);
        rest.values().removeIf(broker -> Long.valueOf(broker.epoch()).equals(suspects.get(broker.id())));
        return rest;
    }

    // ---- what the links say

    @Override
    public void answers(BrokerImage broker) {
        cutOff = false;
        if (suspects.remove(broker.id()) != null) {
            LOG.info("Broker {} answers again", broker.id());
            readAgain(null);
        }
    }

    @Override
    public void refused(BrokerImage broker) {
        if (beingStruck.add(broker)) {
            LOG.info("Broker {} has ended: nobody listens at its address", broker.id());
            carryOut("the end of broker " + broker.id(), () -> strike(broker));
        }
    }

    @Override
    public void silent(BrokerImage broker, boolean registersAgain) {
        if (detector.isCutOff()) {
            if (!cutOff) {
                cutOff = true;
                LOG.warn("Most brokers are silent, so it is rather this one that is cut off; their sessions decide");
            }
            return;
        }
        if (registersAgain) {
            if (beingStruck.add(broker)) {
                LOG.warn("Broker {} is silent and taken for dead", broker.id());
                carryOut("the silence of broker " + broker.id(), () -> strike(broker));
            }
        } else {
            suspect(broker, "is silent");
        }
    }

    @Override
    public void absent(BrokerImage broker) {
        suspect(broker, "is registered and does not listen");
    }

    private void suspect(BrokerImage broker, String why) {
        if (suspects.put(broker.id(), broker.epoch()) == null) {
            LOG.warn("Broker {} {}: it leads nothing until it answers", broker.id(), why);
            readAgain(null);
        }
    }

    /** Takes the registration away, if it is still that one, and goes on without it at once. */
    private CompletionStage<Void> strike(BrokerImage broker) {
        String path = ZNodes.broker(broker.id());
        return term.store().reads().get(path).thenCompose(node -> {
            beingStruck.remove(broker);
            boolean same = broker.equals(registered.get(broker.id()))
                    && node.map(found -> found.czxid() == broker.epoch()).orElse(false);
            if (!same) {
                // Gone or replaced by now; the watch on the brokers tells.
                return CompletableFuture.completedFuture(null);
            }
            node.ifPresent(found -> term.store().attempt(new StoreOp.Delete(path, found.version())));
            Map<Integer, BrokerImage> rest = new TreeMap<>(registered);
            rest.remove(broker.id());
            return areRegistered(rest);
        });
    }

    // ---- making partitions fit

    private CompletionStage<Void> areLive(Map<Integer, BrokerImage> now) {
        Set<Integer> affected = new HashSet<>();
        for (BrokerImage before : List.copyOf(term.cluster().live().values())) {
            BrokerImage after = now.get(before.id());
            if (after == null || after.epoch() != before.epoch()) {
                LOG.info("Broker {} is gone", before.id());
                term.cluster().gone(before.id());
                term.queues().close(before.id());
                affected.add(before.id());
            }
        }
        // First without those that are gone: one that is back within a moment may have lost what it held all the same.
        List<StateChange> losses = leaders.healing(partition -> isOn(partition, affected));
        return term.store(losses).thenCompose(stored -> {
            List<BrokerImage> joined = new ArrayList<>();
            for (BrokerImage after : now.values()) {
                if (!term.cluster().live().containsKey(after.id())) {
                    LOG.info("Broker {} has joined with epoch {}", after.id(), after.epoch());
                    term.cluster().joined(after);
                    term.queues().open(after);
                    joined.add(after);
                    affected.add(after.id());
                }
            }
            List<StateChange> gains = leaders.healing(partition -> isOn(partition, affected));
            return term.store(gains)
                    .thenAccept(done -> {
                        if (!affected.isEmpty()) {
                            Set<ChangedPartition> changed = new LinkedHashSet<>();
                            losses.forEach(change -> changed.add(ChangedPartition.of(change)));
                            gains.forEach(change -> changed.add(ChangedPartition.of(change)));
                            tell(changed, affected, joined);
                        }
                    })
                    .thenCompose(done -> reassignments.brokersChanged(
                            joined.stream().map(BrokerImage::id).toList()));
        });
    }

    private record ChangedPartition(TopicState topic, int number) {
        static ChangedPartition of(StateChange change) {
            return new ChangedPartition(change.topic(), change.number());
        }
    }

    /**
     * Those who were there hear what changed, and of every replica that went or came back, whoever leads it; those who
     * joined hear everything.
     */
    private void tell(Set<ChangedPartition> changed, Set<Integer> affected, List<BrokerImage> joined) {
        PushBatch news = term.batch();
        if (!joined.isEmpty()) {
            news.brokersMayHaveJoined();
        }
        Set<Integer> live = term.cluster().live().keySet();
        for (TopicState topic : term.cluster().topics()) {
            if (!term.cluster().isDeleting(topic.name())) {
                topic.partitions().forEach((number, partition) -> {
                    if (changed.contains(new ChangedPartition(topic, number))) {
                        news.leader(topic, number, live, false);
                    } else if (isOn(partition, affected)) {
                        news.metadata(topic, number);
                    }
                });
            }
        }
        List<BrokerImage> others = new ArrayList<>(term.cluster().live().values());
        others.removeAll(joined);
        term.push(news, others);
        if (!joined.isEmpty()) {
            tellEverything(joined);
            joined.forEach(broker -> deletion.onBrokerJoined(broker.id()));
        }
    }

    void tellEverything(Collection<BrokerImage> brokers) {
        Set<Integer> ids = new HashSet<>();
        brokers.forEach(broker -> ids.add(broker.id()));
        PushBatch batch = term.batch();
        batch.brokersMayHaveJoined();
        for (TopicState topic : term.cluster().topics()) {
            if (!term.cluster().isDeleting(topic.name())) {
                topic.partitions().keySet().forEach(number -> batch.leader(topic, number, ids, false));
            }
        }
        term.push(batch, brokers);
    }

    private static boolean isOn(PartitionState partition, Set<Integer> brokers) {
        return partition.replicas().stream().anyMatch(brokers::contains);
    }
}
