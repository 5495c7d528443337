/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.embedded;

import io.odradek.controller.store.EmbeddedZooKeeper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A cluster of real brokers in this JVM, with a ZooKeeper of its own: real sockets on free ports of the loopback address,
 * real files in a folder of its own, which is deleted when the cluster closes. For the tests of an application.
 *
 * <pre>{@code
 * try (OdradekCluster cluster = OdradekCluster.ofBrokers(3).with("min.insync.replicas", "2").start()) {
 *     producerConfig.put("bootstrap.servers", cluster.bootstrapServers());
 * }
 * }</pre>
 *
 * Used by one thread at a time. What takes longer than half a minute fails with {@link EmbeddedFailure}.
 */
public final class OdradekCluster implements AutoCloseable {
    /** With the process in their names, so that it can be seen whose they are. */
    private static final String FOLDERS =
            "odradek-cluster-" + ProcessHandle.current().pid() + "-";

    private static final int ANY_PORT = 0;

    private static final Logger LOG = LoggerFactory.getLogger(OdradekCluster.class);

    private final Builder setup;
    private final Path folder;
    private final EmbeddedZooKeeper zooKeeper;
    private final Map<Integer, EmbeddedBroker> brokers = new TreeMap<>();

    private OdradekCluster(Builder setup, Path folder, EmbeddedZooKeeper zooKeeper) {
        this.setup = setup;
        this.folder = folder;
        this.zooKeeper = zooKeeper;
    }

    /** One to come, with so many brokers, whose ids count from 0. */
    public static Builder ofBrokers(int brokers) {
        return new Builder(brokers);
    }

    /** What a cluster is to be like. */
    public static final class Builder {
        private final int brokers;
        private final Map<String, String> properties = new LinkedHashMap<>();
        private final Map<Integer, Map<String, String>> propertiesOfOne = new HashMap<>();
        private List<Integer> ports = List.of();
        private int logDirs = 1;

        private Builder(int brokers) {
            if (brokers < 1) {
                throw new IllegalArgumentException("a cluster of " + brokers + " brokers");
            }
            this.brokers = brokers;
        }

        /** A key of server.properties, for all brokers. */
        public Builder with(String key, String value) {
            properties.put(key, value);
            return this;
        }

        /** A key of server.properties, for one broker; stronger than what is for all. */
        public Builder with(int brokerId, String key, String value) {
            propertiesOfOne
                    .computeIfAbsent(brokerId, id -> new LinkedHashMap<>())
                    .put(key, value);
            return this;
        }

        /** Keys of server.properties, for all brokers. */
        public Builder with(Map<String, String> more) {
            properties.putAll(more);
            return this;
        }

        /** One for each broker, in the order of their ids, in place of any free ones; "listeners" is stronger. */
        public Builder ports(Integer... each) {
            if (each.length != brokers) {
                throw new IllegalArgumentException(each.length + " ports for " + brokers + " brokers");
            }
            ports = List.of(each);
            return this;
        }

        /** How many log directories each broker has; one if not said. */
        public Builder logDirs(int count) {
            logDirs = count;
            return this;
        }

        /** Starts all brokers at once; on return clients are answered. */
        public OdradekCluster start() {
            OdradekCluster cluster = open();
            try {
                cluster.startAll();
            } catch (RuntimeException e) {
                cluster.close();
                throw e;
            }
            return cluster;
        }

        private OdradekCluster open() {
            try {
                Path folder = Files.createTempDirectory(FOLDERS);
                return new OdradekCluster(
                        this,
                        folder,
                        EmbeddedZooKeeper.start(new EmbeddedZooKeeper.Settings(
                                folder.resolve("zookeeper"), 0, OdradekCluster::onFatal)));
            } catch (IOException e) {
                throw new UncheckedIOException("no folder for a cluster", e);
            }
        }

        private Map<String, String> propertiesOf(int brokerId) {
            Map<String, String> all = new HashMap<>();
            all.put("listeners", "PLAINTEXT://127.0.0.1:" + (ports.isEmpty() ? ANY_PORT : ports.get(brokerId)));
            all.putAll(properties);
            all.putAll(propertiesOfOne.getOrDefault(brokerId, Map.of()));
            return all;
        }
    }

    private static void onFatal(String reason) {
        LOG.error("An embedded cluster goes on without its ZooKeeper: {}", reason);
    }

    /** All configurations are checked before the first broker starts. */
    private void startAll() {
        for (int id = 0; id < setup.brokers; id++) {
            brokers.put(id, new EmbeddedBroker(id, propertiesOf(id)));
        }
        EmbeddedFailure.orResult(
                "start the cluster",
                CompletableFuture.allOf(
                        brokers.values().stream().map(EmbeddedBroker::start).toArray(CompletableFuture[]::new)));
    }

    /** Kafka's defaults but for what a cluster of this size could not do, or what would only keep a test waiting. */
    private Map<String, String> propertiesOf(int id) {
        String copies = Integer.toString(Math.min(setup.brokers, 3));
        Map<String, String> all = new HashMap<>();
        all.put("offsets.topic.replication.factor", copies);
        all.put("group.initial.rebalance.delay.ms", "0");
        all.putAll(setup.propertiesOf(id));
        all.put("broker.id", Integer.toString(id));
        all.put("zookeeper.connect", zooKeeper.connectString());
        all.put("log.dirs", logDirsOf(id));
        return all;
    }

    private String logDirsOf(int id) {
        List<Path> all = new ArrayList<>();
        for (int dir = 0; dir < setup.logDirs; dir++) {
            all.add(folder.resolve("broker-" + id + "-" + dir));
        }
        return all.stream().map(Path::toString).collect(Collectors.joining(","));
    }

    /** The addresses of all brokers, as clients take them; stopped ones too, as they come back to theirs. */
    public String bootstrapServers() {
        return brokers.values().stream().map(EmbeddedBroker::address).collect(Collectors.joining(","));
    }

    /** Host and port of one broker. */
    public String address(int brokerId) {
        return broker(brokerId).address();
    }

    /** The ids of all brokers, in order, whether they run or not. */
    public List<Integer> brokerIds() {
        return List.copyOf(brokers.keySet());
    }

    /** What that broker's server.properties would say. */
    public Map<String, String> properties(int brokerId) {
        return broker(brokerId).properties();
    }

    /** Whether that broker runs; one that is paused does not. */
    public boolean isRunning(int brokerId) {
        return broker(brokerId).isRunning();
    }

    /** Stops a broker as SIGTERM does: it hands its leaderships on and leaves its directories clean. */
    public void stop(int brokerId) {
        EmbeddedFailure.orResult("stop broker " + brokerId, broker(brokerId).stop());
        broker(brokerId).awaitEnd();
    }

    /**
     * Ends a broker as SIGKILL does, as far as one can within a JVM: it tells nobody, writes nothing more and leaves its
     * directories as they are; its connections break, its port refuses, its ZooKeeper session is left to time out.
     */
    public void kill(int brokerId) {
        broker(brokerId).kill();
        broker(brokerId).awaitEnd();
    }

    /**
     * Stops a broker where it is, as SIGSTOP does: its connections stand and nothing is answered, others find out by their
     * timeouts, and its ZooKeeper session ends if that is what its timeout comes to. On return its threads stand still.
     */
    public void pause(int brokerId) {
        broker(brokerId).pause();
    }

    /** Lets a paused broker go on, as SIGCONT does. */
    public void resume(int brokerId) {
        broker(brokerId).resume();
    }

    /** Starts a stopped or killed broker on its own files and port. */
    public void start(int brokerId) {
        EmbeddedFailure.orResult("start broker " + brokerId, broker(brokerId).start());
    }

    private EmbeddedBroker broker(int id) {
        EmbeddedBroker broker = brokers.get(id);
        if (broker == null) {
            throw new IllegalArgumentException("there is no broker " + id + " among " + brokers.keySet());
        }
        return broker;
    }

    /**
     * Ends everything and deletes its files. Nothing is brought to an order that nobody would find: all brokers come to a
     * halt, so that none sees another die, and are killed.
     */
    @Override
    public void close() {
        try {
            brokers.values().forEach(EmbeddedBroker::halt);
            brokers.values().forEach(EmbeddedBroker::kill);
        } finally {
            brokers.values().forEach(EmbeddedBroker::awaitEnd);
            brokers.values().forEach(EmbeddedBroker::giveUpPorts);
            zooKeeper.close();
            delete(folder);
        }
    }

    private static void delete(Path folder) {
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
                        throws IOException {
                    Files.deleteIfExists(visited);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("the files of a closed cluster are left in " + folder, e);
        }
    }
}
