/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker;

import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import io.odradek.broker.StoreOpener.OpenStore;
import io.odradek.broker.api.ApiRegistry;
import io.odradek.broker.config.BrokerConfig;
import io.odradek.broker.config.Keys;
import io.odradek.broker.config.Listener;
import io.odradek.broker.fault.ExitingFaultHandler;
import io.odradek.broker.fault.FaultHandler;
import io.odradek.broker.log.LogDirectories;
import io.odradek.broker.log.MetaProperties;
import io.odradek.broker.metrics.CleanerMetrics;
import io.odradek.broker.metrics.Gauges;
import io.odradek.broker.net.ListenerAddress;
import io.odradek.broker.net.NetServer;
import io.odradek.broker.net.ReadyGate;
import io.odradek.controller.ClusterMembership;
import io.odradek.controller.ControllerEnvironment;
import io.odradek.controller.image.TopicPartition;
import io.odradek.controller.store.Ensemble;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The composition root: makes every part of one broker, starts them in an order that lets what is independent go on at
 * the same time, and stops them in the reverse one. Each part is told its world; none looks for it.
 *
 * <p>Start: sockets bound ‖ log directories locked and read ‖ store opened; then the cluster's id, which the
 * directories must agree with; then {@link ClusterNode}, which is everything that needs these. {@link #start} and
 * {@link #stop} may be called from any thread, once each.
 */
public final class Broker {
    private static final Logger LOG = LoggerFactory.getLogger(Broker.class);

    private static final int ENSEMBLE_LATE_MS = 5_000;

    private final BrokerConfig config;
    private final BrokerEnvironment environment;
    private final NetServer server;
    private final ReadyGate gate;
    private final FaultHandler faults;
    private final RandomGenerator controlRandom;
    private final RandomGenerator logRandom;
    private final Parts parts = new Parts();

    private Broker(BrokerConfig config, BrokerEnvironment environment) {
        this.config = config;
        this.environment = environment;
        this.controlRandom = environment.random().split();
        this.logRandom = environment.random().split();
        this.gate = new ReadyGate(environment.controlLoop());
        this.server = new NetServer(
                environment.transport(),
                environment.ioLoops(),
                environment.allocator(),
                NetConfig.settings(config),
                gate,
                environment.ticker());
        this.faults = new ExitingFaultHandler((partition, cause) -> parts.takeOffline(partition), environment.exit());
    }

    /** A broker that is not started. */
    public static Broker create(BrokerConfig config, BrokerEnvironment environment) {
        return new Broker(config, environment);
    }

    /** What has been made so far, to be taken down again; written on the control loop. */
    private static final class Parts {
        private volatile @Nullable LogDirectories logs;
        private volatile @Nullable OpenStore store;
        private volatile @Nullable ClusterNode node;

        /** Before this broker has joined, nobody has been told that it has anything. */
        void directoryFailed(Set<TopicPartition> lost) {
            ClusterNode present = node;
            if (present != null) {
                present.directoryFailed(lost);
            }
        }

        void takeOffline(TopicPartition partition) {
            ClusterNode present = node;
            if (present != null) {
                present.takeOffline(partition);
            }
        }
    }

    /** Completes with where it listens, by the listeners' names, once clients are answered; fails if it cannot start. */
    public CompletableFuture<Map<String, InetSocketAddress>> start() {
        config.ineffectiveKeys().forEach(key -> LOG.warn("{} is set, and has no effect in this broker", key));
        config.unknownKeys().forEach(key -> LOG.warn("{} is set, and is no key of Kafka's", key));
        CompletableFuture<Map<String, InetSocketAddress>> bound = bind();
        CompletableFuture<LogDirectories> logs = CompletableFuture.supplyAsync(this::loadLogs, environment.diskPool());
        CompletableFuture<OpenStore> store = environment
                .stores()
                .open(config, environment.controlLoop(), environment.exit())
                .thenApply(opened -> {
                    parts.store = opened;
                    return opened;
                })
                .toCompletableFuture();
        return CompletableFuture.allOf(bound, logs, store)
                .thenComposeAsync(done -> join(bound.join(), logs.join(), store.join()), environment.controlLoop())
                .thenApply(done -> bound.join());
    }

    private CompletableFuture<Map<String, InetSocketAddress>> bind() {
        Map<String, InetSocketAddress> addresses = new LinkedHashMap<>();
        List<CompletableFuture<?>> bindings = new ArrayList<>();
        for (Listener listener : config.listeners()) {
            CompletableFuture<Void> binding = new CompletableFuture<>();
            bindings.add(binding);
            server.bind(new ListenerAddress(listener.name(), listener.host(), listener.port()))
                    .addListener(future -> environment.controlLoop().execute(() -> {
                        if (future.isSuccess()) {
                            addresses.put(listener.name(), (InetSocketAddress) future.getNow());
                            binding.complete(null);
                        } else {
                            binding.completeExceptionally(new StartFailure(
                                    "cannot listen on " + listener + " ("
                                            + future.cause().getMessage()
                                            + "): stop what uses that port, or change listeners",
                                    null));
                        }
                    }));
        }
        return CompletableFuture.allOf(bindings.toArray(CompletableFuture[]::new))
                .thenApply(done -> addresses);
    }

    private LogDirectories loadLogs() {
        LogDirectories loaded = LogDirectories.load(
                LogSettings.of(config),
                new LogDirectories.Dependencies(
                        environment.disk(),
                        environment.diskPool(),
                        environment.controlLoop(),
                        environment.clock(),
                        logRandom,
                        faults,
                        (directory, partitions, cause) -> parts.directoryFailed(partitions)));
        parts.logs = loaded;
        return loaded;
    }

    private CompletionStage<Void> join(Map<String, InetSocketAddress> bound, LogDirectories logs, OpenStore store) {
        ControllerEnvironment world =
                new ControllerEnvironment(environment.controlLoop(), environment.clock(), controlRandom);
        ClusterMembership membership =
                new ClusterMembership(store.store(), world, store.ours(), GroupCoordination.firstFeatures(config));
        return inTime(membership.open())
                .thenCompose(clusterId -> brokerId(membership, logs)
                        .thenApplyAsync(
                                brokerId -> {
                                    logs.claim(brokerId, clusterId);
                                    return brokerId;
                                },
                                environment.diskPool())
                        .thenComposeAsync(
                                brokerId -> {
                                    ClusterNode node = new ClusterNode(
                                            config,
                                            environment,
                                            new ClusterNode.Identity(clusterId, brokerId),
                                            new ClusterNode.Foundation(
                                                    world, store, membership, logs, faults, server, gate));
                                    parts.node = node;
                                    return node.start(bound);
                                },
                                environment.controlLoop()));
    }

    /** Another process must answer in time; the other peers of our own ensemble may yet have to be started. */
    private CompletionStage<String> inTime(CompletionStage<String> opening) {
        CompletableFuture<String> result = opening.toCompletableFuture();
        Optional<Ensemble> ensemble = config.zooKeeperEnsemble();
        int timeoutMs = config.find(Keys.ZOOKEEPER_CONNECTION_TIMEOUT_MS)
                .orElseGet(() -> config.get(Keys.ZOOKEEPER_SESSION_TIMEOUT_MS));
        Runnable late = ensemble.isPresent()
                ? () -> LOG.warn(
                        "Still waiting for a majority of the ZooKeeper peers {}: start the other brokers, or correct {}",
                        ensemble.get().ids(),
                        Keys.ODRADEK_ZOOKEEPER_ENSEMBLE.name())
                : () -> result.completeExceptionally(new StartFailure(
                        "ZooKeeper at " + config.zooKeeperConnect().orElse("this process")
                                + " did not answer in " + timeoutMs
                                + " ms: start it, or change zookeeper.connect",
                        null));
        ScheduledFuture<?> deadline = environment
                .controlLoop()
                .schedule(late, ensemble.isPresent() ? ENSEMBLE_LATE_MS : timeoutMs, TimeUnit.MILLISECONDS);
        return result.whenComplete((done, failure) -> deadline.cancel(false));
    }

    /** The configured id, else the one that the directories were made for, else a fresh one. */
    private CompletionStage<Integer> brokerId(ClusterMembership membership, LogDirectories logs) {
        OptionalInt configured = config.brokerId();
        if (configured.isPresent()) {
            return CompletableFuture.completedFuture(configured.getAsInt());
        }
        Optional<Integer> stored = logs.identity().map(MetaProperties::brokerId);
        if (stored.isPresent()) {
            return CompletableFuture.completedFuture(stored.get());
        }
        if (!config.get(Keys.BROKER_ID_GENERATION_ENABLE)) {
            throw new StartFailure(
                    "broker.id is not set, and broker.id.generation.enable is false: set the one or the other", null);
        }
        return membership.nextBrokerId(config.get(Keys.RESERVED_BROKER_MAX_ID));
    }

    /** Tells of itself from now on; once it has started. The gauges are given to the control loop. */
    public void publish(Gauges gauges) {
        LogDirectories logs = Objects.requireNonNull(parts.logs, "not started");
        ClusterNode node = Objects.requireNonNull(parts.node, "not started");
        environment.controlLoop().execute(() -> {
            CleanerMetrics cleaner = new CleanerMetrics(gauges, environment.clock(), config.logDirs());
            logs.listenToCleaning(cleaner::update);
            node.partitionMetrics().publish(gauges);
        });
    }

    /** What is served; once it has started. */
    public ApiRegistry registry() {
        return Objects.requireNonNull(parts.node, "not started").registry();
    }

    /** Hands leadership on, closes everything and leaves the directories clean. */
    public CompletableFuture<Void> stop() {
        ClusterNode node = parts.node;
        CompletionStage<Void> left = node == null ? CompletableFuture.completedFuture(null) : node.leave();
        return left.handle((done, failure) -> logFailure("leave the cluster", failure))
                .thenCompose(done -> closed(server.close()))
                .thenCompose(done -> {
                    if (node != null) {
                        node.close();
                    }
                    LogDirectories logs = parts.logs;
                    return logs == null ? nothing() : logs.shutdown();
                })
                .handle((done, failure) -> logFailure("close the logs", failure))
                .thenCompose(done -> {
                    OpenStore store = parts.store;
                    return store == null ? nothing() : closeStore(store);
                })
                .handle((done, failure) -> logFailure("close the store", failure))
                .thenRun(environment.threads()::end)
                .toCompletableFuture();
    }

    /**
     * Ends as a killed process does, for a caller that has brought its threads to a halt: its files, their locks and its
     * connection to the store are let go of, with nothing written and nothing said. Waits for what runs in this process
     * behind the store; its threads and sockets are left to be ended.
     */
    public void abandon() {
        OpenStore store = parts.store;
        if (store != null) {
            store.store().abandon();
            store.closeServer().run();
        }
        LogDirectories logs = parts.logs;
        if (logs != null) {
            logs.abandon();
        }
    }

    /** Its session hears nothing until {@link #reconnect}: with its threads at a halt, what a stopped process is like. */
    public void disconnect() {
        OpenStore store = parts.store;
        if (store != null) {
            store.store().disconnect();
        }
    }

    public void reconnect() {
        OpenStore store = parts.store;
        if (store != null) {
            store.store().reconnect();
        }
    }

    private CompletionStage<Void> closeStore(OpenStore store) {
        return store.store().close().thenRunAsync(store.closeServer(), environment.diskPool());
    }

    private static CompletionStage<Void> nothing() {
        return CompletableFuture.completedFuture(null);
    }

    private static CompletionStage<Void> closed(Future<?> closing) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        closing.addListener(future -> done.complete(null));
        return done;
    }

    private static @Nullable Void logFailure(String what, @Nullable Throwable failure) {
        if (failure != null) {
            LOG.error("Could not {}; going on with the stop", what, failure);
        }
        return null;
    }
}
