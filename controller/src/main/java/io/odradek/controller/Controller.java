/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.odradek.controller.election.ControllerElection;
import io.odradek.controller.election.ControllerEpoch;
import io.odradek.controller.image.TopicPartition;
import io.odradek.controller.store.MetadataStore;
import io.odradek.controller.store.StoreException;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.wire.Uuid;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The controller half of a broker: stands for election from {@link #start} on, and while it is the active controller
 * serves the calls of {@link ClusterAdmin}. Calls may come from any thread; everything happens on the controller loop.
 */
public final class Controller implements ClusterAdmin {
    private static final Logger LOG = LoggerFactory.getLogger(Controller.class);

    private final Term.Context context;
    private final MetadataStore store;
    private final PeerTransport peers;
    private final EventExecutor loop;
    private final ConfigWriter configWriter;
    private final ControllerElection election;
    private final ControllerWatch watch;
    private @Nullable ActiveController active;

    /** Whether this broker is the active controller; for metrics and tests, on any thread. */
    private volatile boolean isActive;

    public Controller(
            ControllerSettings settings,
            ControllerEnvironment environment,
            MetadataStore store,
            ClusterMembership membership,
            ConfigSource configs,
            TopicConfigRules topicRules,
            PeerTransport peers) {
        this.context = new Term.Context(settings, environment, configs, topicRules);
        this.store = store;
        this.peers = peers;
        this.loop = environment.loop();
        this.configWriter = new ConfigWriter(store, environment, configs, topicRules);
        this.election = new ControllerElection(
                store,
                new ControllerElection.Candidate(settings.brokerId(), membership::isLeftOver),
                environment.clock(),
                environment.loop(),
                new Elections());
        this.watch = new ControllerWatch(store, peers, environment, settings.brokerId(), election);
    }

    /** Stands for election, now and with every later session. */
    public void start() {
        loop.execute(election::start);
        context.configs().listen(image -> {
            ActiveController controller = active;
            if (controller != null) {
                controller.configurationChanged();
            }
        });
    }

    public boolean isActive() {
        return isActive;
    }

    private final class Elections implements ControllerElection.Listener {
        @Override
        public void elected(ControllerEpoch epoch) {
            ActiveController elected =
                    new ActiveController(context, epoch, store, peers, watch.stop(), election::resign);
            active = elected;
            isActive = true;
            elected.begin();
        }

        @Override
        public void deposed() {
            ActiveController before = active;
            active = null;
            isActive = false;
            if (before != null) {
                before.end();
                watch.deposed();
            }
        }

        @Override
        public void following(int controllerId) {
            LOG.info("The active controller is broker {}", controllerId);
            watch.follow(controllerId);
        }
    }

    // ---- calls

    @Override
    public CompletionStage<List<CreatedTopic>> createTopics(
            List<NewTopic> topics, boolean validateOnly, int timeoutMs) {
        Call<List<CreatedTopic>> call = new Call<>(
                controller -> controller.topics().create(topics, validateOnly),
                outcome -> map(topics, topic -> CreatedTopic.refused(topic.name(), outcome)));
        if (validateOnly) {
            return submit(call);
        }
        return submit(
                call,
                timeoutMs,
                (results, late) -> map(
                        results,
                        result -> result.outcome().isOk() ? CreatedTopic.refused(result.name(), late) : result));
    }

    @Override
    public CompletionStage<List<DeletedTopic>> deleteTopics(List<TopicSelector> topics, int timeoutMs) {
        Call<List<DeletedTopic>> call = new Call<>(
                controller -> controller.deletion().delete(topics),
                outcome -> map(topics, selector -> refusedDeletion(selector, outcome)));
        return submit(
                call,
                timeoutMs,
                (results, late) -> map(
                        results,
                        result ->
                                result.outcome().isOk() ? new DeletedTopic(result.name(), result.id(), late) : result));
    }

    private static DeletedTopic refusedDeletion(TopicSelector selector, Outcome outcome) {
        return selector instanceof TopicSelector.ByName byName
                ? new DeletedTopic(byName.name(), Uuid.ZERO, outcome)
                : new DeletedTopic(null, ((TopicSelector.ById) selector).id(), outcome);
    }

    @Override
    public CompletionStage<List<TopicOutcome>> createPartitions(
            List<PartitionGrowth> topics, boolean validateOnly, int timeoutMs) {
        Call<List<TopicOutcome>> call = new Call<>(
                controller -> controller.topics().grow(topics, validateOnly),
                outcome -> map(topics, growth -> new TopicOutcome(growth.topic(), outcome)));
        if (validateOnly) {
            return submit(call);
        }
        return submit(
                call,
                timeoutMs,
                (results, late) -> map(
                        results, result -> result.outcome().isOk() ? new TopicOutcome(result.topic(), late) : result));
    }

    @Override
    public CompletionStage<List<ConfigAltered>> alterConfigs(List<ConfigAlteration> alterations, boolean validateOnly) {
        return LoopCalls.on(loop, () -> configWriter.alter(alterations, validateOnly))
                .exceptionally(failure -> {
                    LOG.warn("Configuration could not be stored: {}", failure.getMessage());
                    Outcome outcome = Outcome.of(
                            ErrorCode.REQUEST_TIMED_OUT, "ZooKeeper did not confirm the change; it may have happened.");
                    return map(alterations, each -> new ConfigAltered(each.entity(), outcome));
                });
    }

    @Override
    public CompletionStage<List<Outcome>> updateFeatures(List<FeatureUpdate> updates, FeatureUpdateMode mode) {
        return submit(new Call<>(
                controller -> controller.features().update(updates, mode), outcome -> map(updates, update -> outcome)));
    }

    @Override
    public CompletionStage<ProducerIdBlock> allocateProducerIds(int brokerId, long brokerEpoch) {
        return submit(new Call<>(
                controller -> controller.producerIds().allocate(brokerId, brokerEpoch),
                outcome -> ProducerIdBlock.refused(outcome.error())));
    }

    @Override
    public CompletionStage<AlterPartitionAnswer> alterPartition(AlterPartitionCall alteration) {
        return submit(new Call<>(
                controller -> controller.alterPartition(alteration),
                outcome -> new AlterPartitionAnswer(outcome.error(), List.of())));
    }

    @Override
    public CompletionStage<ShutdownAnswer> controlledShutdown(int brokerId, long brokerEpoch) {
        return submit(new Call<>(
                controller -> controller.leaders().controlledShutdown(brokerId, brokerEpoch),
                outcome -> new ShutdownAnswer(outcome.error(), Set.of())));
    }

    @Override
    public CompletionStage<ElectionAnswer> electLeaders(
            ElectionType type, @Nullable Set<TopicPartition> partitions, int timeoutMs) {
        Call<ElectionAnswer> call = new Call<>(
                controller -> controller.elect(type, partitions), outcome -> new ElectionAnswer(outcome, Map.of()));
        return submit(
                call,
                timeoutMs,
                (results, late) -> new ElectionAnswer(results.whole(), okIs(late, results.partitions())));
    }

    @Override
    public CompletionStage<Reassignments.Answer> alterReassignments(Reassignments.Call asked, int timeoutMs) {
        Call<Reassignments.Answer> call = new Call<>(
                controller -> controller.reassignments().alter(asked),
                outcome -> new Reassignments.Answer(outcome, Map.of()));
        return submit(
                call,
                timeoutMs,
                (results, late) -> new Reassignments.Answer(results.whole(), okIs(late, results.partitions())));
    }

    private static Map<TopicPartition, Outcome> okIs(Outcome late, Map<TopicPartition, Outcome> results) {
        Map<TopicPartition, Outcome> outcomes = new HashMap<>(results);
        outcomes.replaceAll((partition, outcome) -> outcome.isOk() ? late : outcome);
        return outcomes;
    }

    @Override
    public CompletionStage<Reassignments.Listing> listReassignments(@Nullable Set<TopicPartition> partitions) {
        return submit(new Call<>(
                controller -> CompletableFuture.completedFuture(
                        controller.reassignments().list(partitions)),
                outcome -> new Reassignments.Listing(outcome, List.of())));
    }

    // ---- how calls are run

    /** What an active controller does, and what to answer where there is none. */
    private record Call<T>(Function<ActiveController, CompletionStage<T>> run, Function<Outcome, T> refused) {}

    private <T> CompletionStage<T> submit(Call<T> call) {
        return LoopCalls.on(loop, () -> {
            ActiveController controller = active;
            return controller == null
                    ? CompletableFuture.completedFuture(call.refused().apply(notController()))
                    : run(controller, call);
        });
    }

    private <T> CompletionStage<T> run(ActiveController controller, Call<T> call) {
        return controller
                .run(() -> call.run().apply(controller))
                .exceptionally(failure -> call.refused().apply(outcome(failure)));
    }

    /**
     * Answers when the change is stored and this broker has taken it in, but not later than the caller waits. A caller
     * that does not wait at all still hears what was wrong with its call.
     */
    private <T> CompletionStage<T> submit(Call<T> call, int timeoutMs, BiFunction<T, Outcome, T> timedOut) {
        return LoopCalls.on(loop, () -> {
            ActiveController controller = active;
            if (controller == null) {
                return CompletableFuture.completedFuture(call.refused().apply(notController()));
            }
            if (timeoutMs <= 0) {
                return run(controller, call).thenApply(results -> timedOut.apply(results, late()));
            }
            Waiting<T> waiting = new Waiting<>(() -> call.refused().apply(late()));
            waiting.timer = loop.schedule(waiting::isLate, timeoutMs, TimeUnit.MILLISECONDS);
            run(controller, call)
                    .thenCompose(results -> {
                        waiting.ifLate = () -> timedOut.apply(results, late());
                        return controller.toldTo(context.settings().brokerId()).thenApply(done -> results);
                    })
                    .thenAccept(waiting::complete);
            return waiting.answer;
        });
    }

    /** An answer that somebody waits for, and what it is if the time is over first. */
    private static final class Waiting<T> {
        private final CompletableFuture<T> answer = new CompletableFuture<>();
        private Supplier<T> ifLate;
        private @Nullable Future<?> timer;

        Waiting(Supplier<T> ifLate) {
            this.ifLate = ifLate;
        }

        void isLate() {
            answer.complete(ifLate.get());
        }

        void complete(T results) {
            if (timer != null) {
                timer.cancel(false);
            }
            answer.complete(results);
        }
    }

    private Outcome outcome(Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        if (cause instanceof OperationQueue.FullException) {
            return Outcome.of(ErrorCode.REQUEST_TIMED_OUT, "Too many calls wait for the controller already.");
        }
        if (cause instanceof StoreException) {
            LOG.warn("A call to the controller could not be carried out: {}", cause.getMessage());
            return notController();
        }
        LOG.error("A call to the controller failed", cause);
        return Outcome.of(ErrorCode.UNKNOWN_SERVER_ERROR);
    }

    private static Outcome notController() {
        return Outcome.of(ErrorCode.NOT_CONTROLLER, "This broker is not the active controller.");
    }

    private static Outcome late() {
        return Outcome.of(
                ErrorCode.REQUEST_TIMED_OUT,
                "The change was not carried out and taken in by this broker in time; it may still be.");
    }

    private static <A, B> List<B> map(List<A> items, Function<A, B> function) {
        List<B> mapped = new ArrayList<>(items.size());
        items.forEach(item -> mapped.add(function.apply(item)));
        return mapped;
    }
}
