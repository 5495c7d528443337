/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

import io.netty.util.concurrent.Future;
import io.odradek.controller.election.ControllerEpoch;
import io.odradek.controller.image.BrokerImage;
import io.odradek.controller.image.TopicPartition;
import io.odradek.controller.store.MetadataStore;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.LeaderAndIsrResponse;
import io.odradek.protocol.message.StopReplicaRequest;
import io.odradek.protocol.message.StopReplicaResponse;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One term of an active controller: it loads the tree, makes every partition fit the live brokers, tells all brokers how
 * things stand, and from then on follows brokers and serves calls. Confined to the controller loop; made when elected,
 * ended when deposed, never used again.
 */
final class ActiveController implements BrokerQueues.Answers {
    private static final Logger LOG = LoggerFactory.getLogger(ActiveController.class);

    /** What cannot be read now may be readable then; without a pause, elections would follow each other at full speed. */
    private static final int LOAD_AGAIN_MS = 1_000;

    private final Term term;
    private final Runnable onLost;
    private final TopicOperations topics;
    private final TopicDeletion deletion;
    private final LeaderOperations leaders;
    private final ReassignmentOperations reassignments;
    private final LegacyRequests legacy;
    private final ProducerIdOperations producerIds;
    private final FeatureOperations features;
    private final BrokerOperations brokers;
    private final LeaderRebalance rebalance;
    private final LogDirFailures logDirFailures;
    private boolean ended;

    ActiveController(
            Term.Context context,
            ControllerEpoch epoch,
            MetadataStore store,
            PeerTransport peers,
            Map<Integer, Long> suspects,
            Runnable onLost) {
        this.onLost = onLost;
        this.term = new Term(
                context,
                epoch,
                new FencedStore(store, epoch, this::lose),
                new ClusterState(),
                new BrokerQueues(peers, context.environment().loop(), this),
                new OperationQueue());
        this.topics = new TopicOperations(term);
        this.deletion = new TopicDeletion(term);
        this.leaders = new LeaderOperations(term);
        this.reassignments = new ReassignmentOperations(term);
        this.legacy = new LegacyRequests(term, reassignments, leaders);
        this.producerIds = new ProducerIdOperations(term);
        this.features = new FeatureOperations(term);
        this.brokers = new BrokerOperations(
                term, leaders, deletion, reassignments, new BrokerOperations.Start(peers, suspects, this::lose));
        this.rebalance = new LeaderRebalance(term, leaders);
        this.logDirFailures = new LogDirFailures(term, brokers::tellEverything);
    }

    TopicOperations topics() {
        return topics;
    }

    TopicDeletion deletion() {
        return deletion;
    }

    LeaderOperations leaders() {
        return leaders;
    }

    ReassignmentOperations reassignments() {
        return reassignments;
    }

    /** Elections; an unclean one may choose what a reassignment waits for. */
    CompletionStage<ElectionAnswer> elect(ElectionType type, @Nullable Set<TopicPartition> partitions) {
        return leaders.elect(type, partitions).thenApply(answer -> {
            reassignments.isrChanged(answer.partitions().keySet());
            return answer;
        });
    }

    /** In-sync changes of a leader, which may be what a reassignment waits for. */
    CompletionStage<AlterPartitionAnswer> alterPartition(AlterPartitionCall call) {
        return leaders.alterPartition(call).thenApply(answer -> {
            List<TopicPartition> changed = new ArrayList<>();
            answer.changes().forEach(each -> changed.add(each.partition()));
            reassignments.isrChanged(changed);
            return answer;
        });
    }

    /** What may lead without having been in sync may have changed. */
    void configurationChanged() {
        if (!ended) {
            run(() -> leaders.heal(partition -> partition.state().leader() < 0)).exceptionally(failure -> {
                LOG.debug("Leaderless partitions are left to the next controller", failure);
                return null;
            });
        }
    }

    ProducerIdOperations producerIds() {
        return producerIds;
    }

    FeatureOperations features() {
        return features;
    }

    /** Runs a call when those before it are done, the first of which is loading. */
    <T> CompletionStage<T> run(Supplier<CompletionStage<T>> call) {
        return term.operations().run(call);
    }

    /** Completes when the broker has taken in what it has been told so far. */
    CompletionStage<Void> toldTo(int brokerId) {
        return term.queues().drained(brokerId);
    }

    void begin() {
        run(this::load).whenComplete((done, failure) -> {
            if (failure != null && !ended) {
                LOG.error("The controller cannot load the cluster's state and steps down", failure);
                term.operations().close();
                Future<?> unused =
                        term.context().environment().loop().schedule(this::lose, LOAD_AGAIN_MS, TimeUnit.MILLISECONDS);
            }
        });
    }

    void end() {
        ended = true;
        brokers.end();
        rebalance.end();
        term.operations().close();
        term.queues().closeAll();
    }

    private void lose() {
        if (!ended) {
            onLost.run();
        }
    }

    // ---- loading

    private CompletionStage<Void> load() {
        InstantSource clock = term.context().environment().clock();
        long beganMs = clock.millis();
        return brokers.load().thenAccept(loaded -> {
            deletion.resume();
            legacy.begin();
            rebalance.begin();
            logDirFailures.begin();
            LOG.info(
                    "Controller epoch {}: {} brokers, {} topics, read in {} ms; {} partitions elected and stored in {} ms",
                    term.epoch().number(),
                    term.cluster().live().size(),
                    term.cluster().topics().size(),
                    loaded.readAtMs() - beganMs,
                    loaded.elections(),
                    clock.millis() - loaded.readAtMs());
        });
    }

    // ---- what brokers answer

    @Override
    public void onLeaderAndIsr(BrokerImage broker, LeaderAndIsrResponse answer) {
        if (answer.errorCode() != ErrorCode.NONE.code()) {
            LOG.info("Broker {} refuses LeaderAndIsr: {}", broker.id(), ErrorCode.forCode(answer.errorCode()));
        }
        Set<TopicPartition> broken = new HashSet<>();
        answer.topics()
                .forEach(topic -> topic.partitionErrors().forEach(error -> {
                    String name = term.cluster().name(topic.topicId());
                    if (error.errorCode() == ErrorCode.KAFKA_STORAGE_ERROR.code() && name != null) {
                        broken.add(new TopicPartition(name, error.partitionIndex()));
                    }
                }));
        if (!broken.isEmpty()) {
            LOG.warn("Broker {} cannot serve {} partitions for trouble with its disk", broker.id(), broken.size());
            run(() -> {
                term.cluster().broke(broker.id(), broken);
                return leaders.heal(partition -> partition.replicas().contains(broker.id()));
            });
        }
    }

    @Override
    public void onStopReplica(BrokerImage broker, StopReplicaRequest request, StopReplicaResponse answer) {
        if (!ended) {
            deletion.onAnswer(broker, request, answer);
        }
    }

    @Override
    public void resend(BrokerImage broker) {
        brokers.tellEverything(List.of(broker));
        deletion.onBrokerJoined(broker.id());
    }
}
