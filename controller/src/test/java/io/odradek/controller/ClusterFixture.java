/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

import io.odradek.controller.image.Endpoint;
import io.odradek.controller.store.InMemoryStore;
import io.odradek.controller.store.InMemoryTree;
import io.odradek.controller.store.StoredNode;
import io.odradek.protocol.error.ErrorCode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Controllers of several brokers on one tree and one hand-driven loop. */
public final class ClusterFixture {
    public static final long NOW_MS = 1_700_000_000_000L;

    public final StepLoop loop = new StepLoop();
    public final InMemoryTree tree = new InMemoryTree();
    public final RecordingPeers peers = new RecordingPeers();
    public long nowMs = NOW_MS;
    public Map<String, Integer> firstFeatures = Map.of();
    public ControllerSettings.Rebalance rebalance = ControllerSettings.Rebalance.NONE;

    /** One broker's half. */
    public final class Node {
        public final int id;
        public final InMemoryStore store;
        public final ClusterMembership membership;
        public final ConfigSource configs;
        public final FeatureSource features;
        public final Controller controller;
        public final ControllerEnvironment environment;

        Node(int id, boolean storeIsOurs) {
            this.id = id;
            environment = new ControllerEnvironment(loop, () -> Instant.ofEpochMilli(nowMs), new Random(id));
            store = new InMemoryStore(tree, loop);
            membership = new ClusterMembership(store, environment, storeIsOurs, firstFeatures);
            configs = new ConfigSource(store, environment);
            features = new FeatureSource(store, environment);
            ControllerSettings settings = new ControllerSettings(
                    id, "PLAINTEXT", new ControllerSettings.TopicDefaults(1, 1), false, true, storeIsOurs, rebalance);
            controller = new Controller(settings, environment, store, membership, configs, new TestRules(), peers);
        }

        public void join() {
            await(membership.open());
            await(membership.register(registration(), ClusterMembership.Listener.NONE));
            await(configs.start());
            await(features.start());
            controller.start();
            loop.run();
        }

        public BrokerRegistration registration() {
            return new BrokerRegistration(
                    id,
                    List.of(new Endpoint("PLAINTEXT", "PLAINTEXT", "127.0.0.1", 9092 + id)),
                    null,
                    BrokerRegistration.NO_JMX);
        }
    }

    /** Knows one key that is none, and forbids one topic. */
    private static final class TestRules implements TopicConfigRules {
        @Override
        public Outcome check(Map<String, String> configs) {
            return configs.containsKey("no.such.key")
                    ? Outcome.of(ErrorCode.INVALID_CONFIG, "no.such.key is no key of a topic")
                    : Outcome.OK;
        }

        @Override
        public Outcome permits(NewTopic topic) {
            return topic.name().equals("unwanted")
                    ? Outcome.of(
                            ErrorCode.POLICY_VIOLATION,
                            "unwanted of " + topic.partitions() + " partitions, " + topic.replicationFactor()
                                    + " replicas")
                    : Outcome.OK;
        }
    }

    /** A broker that is registered and stands for election. */
    public Node started(int id) {
        Node node = new Node(id, false);
        node.join();
        return node;
    }

    public Node made(int id, boolean storeIsOurs) {
        return new Node(id, storeIsOurs);
    }

    /** Runs the loop until it rests, when the stage must be complete. */
    public <T> T await(CompletionStage<T> stage) {
        loop.run();
        return now(stage);
    }

    public <T> T await(Supplier<CompletionStage<T>> call) {
        return await(LoopCalls.on(loop, call));
    }

    public static <T> T now(CompletionStage<T> stage) {
        CompletableFuture<T> future = stage.toCompletableFuture();
        if (!future.isDone()) {
            throw new AssertionError("not complete, and nothing is left to do");
        }
        return future.join();
    }

    public String text(String path) {
        StoredNode node = tree.dump().get(path);
        return node == null ? "no node" : String.valueOf(node.data());
    }

    public boolean exists(String path) {
        return tree.dump().containsKey(path);
    }
}
