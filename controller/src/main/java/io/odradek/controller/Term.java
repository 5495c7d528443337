/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

import io.odradek.controller.election.ControllerEpoch;
import io.odradek.controller.image.BrokerImage;
import io.odradek.controller.store.StateNode;
import io.odradek.controller.store.StoreOp;
import io.odradek.controller.store.ZNodes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the operations of one active controller share: what it knows, where it writes, whom it tells. Confined to the
 * controller loop, and thrown away when the term ends.
 */
record Term(
        Context context,
        ControllerEpoch epoch,
        FencedStore store,
        ClusterState cluster,
        BrokerQueues queues,
        OperationQueue operations) {
    private static final Logger LOG = LoggerFactory.getLogger(Term.class);

    private static final String UNCLEAN_KEY = "unclean.leader.election.enable";

    /** What outlives the term. */
    record Context(
            ControllerSettings settings,
            ControllerEnvironment environment,
            ConfigSource configs,
            TopicConfigRules topicRules) {}

    /** A partition's next state; its controller epoch is filled in when it is written. */
    record StateChange(TopicState topic, int number, StateNode next) {}

    ControllerSettings settings() {
        return context.settings();
    }

    PushBatch batch() {
        return new PushBatch(
                cluster,
                new PushBatch.Sender(
                        settings().brokerId(), epoch.number(), settings().interBrokerListener()));
    }

    /** Sends the batch to every live broker. */
    void push(PushBatch batch) {
        push(batch, cluster.live().values());
    }

    void push(PushBatch batch, Collection<BrokerImage> brokers) {
        queues.add(batch.requests(brokers));
    }

    boolean uncleanAllowed(String topic) {
        ConfigImage configs = context.configs().image();
        String value = configs.topic(topic).get(UNCLEAN_KEY);
        if (value == null) {
            value = configs.broker(settings().brokerId()).get(UNCLEAN_KEY);
        }
        if (value == null) {
            value = configs.allBrokers().get(UNCLEAN_KEY);
        }
        return value == null ? settings().uncleanElections() : Boolean.parseBoolean(value);
    }

    /** Stores the states, then takes them into account, then tells the replicas and everybody. */
    CompletionStage<Void> change(List<StateChange> changes) {
        if (changes.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        return store(changes).thenAccept(done -> {
            PushBatch batch = batch();
            for (StateChange change : changes) {
                batch.leader(change.topic(), change.number(), cluster.live().keySet(), false);
            }
            push(batch);
        });
    }

    /** Stores the states and takes them into account, and tells nobody. */
    CompletionStage<Void> store(List<StateChange> changes) {
        if (changes.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        return nodesToCreate(changes).thenCompose(creates -> {
            List<StoreOp> operations = new ArrayList<>(creates);
            for (StateChange change : changes) {
                operations.add(operation(change));
            }
            return store.write(operations).thenAccept(done -> changes.forEach(this::apply));
        });
    }

    private StateNode stamped(StateNode state) {
        return new StateNode(state.leader(), state.leaderEpoch(), state.isr(), epoch.number(), state.recovering());
    }

    private StoreOp operation(StateChange change) {
        PartitionState before = partition(change);
        String path = ZNodes.state(change.topic().name(), change.number());
        String text = ZNodes.stateText(stamped(change.next()));
        return before.isBorn() ? new StoreOp.SetData(path, text, before.version()) : StoreOp.create(path, text);
    }

    private void apply(StateChange change) {
        PartitionState before = partition(change);
        change.topic()
                .put(
                        change.number(),
                        new PartitionState(before.assignment(), stamped(change.next()), before.version() + 1));
    }

    private static PartitionState partition(StateChange change) {
        PartitionState before = change.topic().partition(change.number());
        if (before == null) {
            throw new IllegalStateException(change.topic().name() + "-" + change.number() + " is not there to change");
        }
        return before;
    }

    /** A term that ended half way through a creation leaves partitions without the nodes above their state. */
    private CompletionStage<List<StoreOp>> nodesToCreate(List<StateChange> changes) {
        Set<String> wanted = new HashSet<>();
        List<String> paths = new ArrayList<>();
        for (StateChange change : changes) {
            if (!partition(change).isBorn()) {
                String topic = change.topic().name();
                for (String path : List.of(ZNodes.partitions(topic), ZNodes.partition(topic, change.number()))) {
                    if (wanted.add(path)) {
                        paths.add(path);
                    }
                }
            }
        }
        if (paths.isEmpty()) {
            return CompletableFuture.completedFuture(List.of());
        }
        return store.reads().getAll(paths).thenApply(nodes -> {
            List<StoreOp> creates = new ArrayList<>();
            for (int i = 0; i < paths.size(); i++) {
                if (nodes.get(i).isEmpty()) {
                    creates.add(StoreOp.create(paths.get(i), null));
                }
            }
            return creates;
        });
    }

    /** The live broker with this id and, unless it is -1, this epoch. */
    Optional<BrokerImage> broker(int id, long brokerEpoch) {
        BrokerImage broker = cluster.live().get(id);
        if (broker == null || (brokerEpoch >= 0 && broker.epoch() != brokerEpoch)) {
            return Optional.empty();
        }
        return Optional.of(broker);
    }

    /** Whether a request is to be refused because this life of the broker is not the present one; the log tells of it. */
    boolean isStale(int id, long brokerEpoch) {
        boolean stale = broker(id, brokerEpoch).isEmpty();
        if (stale) {
            BrokerImage present = cluster.live().get(id);
            LOG.warn(
                    "A request of broker {} in epoch {} is refused: {}",
                    id,
                    brokerEpoch,
                    present == null ? "it is not alive" : "its epoch is " + present.epoch());
        }
        return stale;
    }
}
