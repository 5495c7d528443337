/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.embedded;

import io.odradek.controller.store.EmbeddedZooKeeper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.utils.Utils;

/**
 * Brokers on one ZooKeeper that are added one after the other, each with properties, directories and an id of its own, as
 * Kafka's older tests make them; {@link OdradekCluster} knows all of its brokers from the beginning. Used by one thread at
 * a time.
 */
public final class SingleBrokers implements AutoCloseable {
    private final Path folder;
    private final EmbeddedZooKeeper zooKeeper;
    private final Map<Integer, EmbeddedBroker> brokers = new TreeMap<>();

    /** With no broker. */
    public SingleBrokers() {
        try {
            folder = Files.createTempDirectory("odradek-suites-");
            zooKeeper = EmbeddedZooKeeper.start(new EmbeddedZooKeeper.Settings(folder, 0, reason -> {}));
        } catch (IOException e) {
            throw new UncheckedIOException("no folder for ZooKeeper", e);
        }
    }

    /** It is not started yet. Takes the place of a stopped one of the same id. */
    public void add(int brokerId, Map<String, String> properties) {
        EmbeddedBroker before = brokers.get(brokerId);
        if (before != null) {
            before.awaitEnd();
            before.giveUpPorts();
        }
        Map<String, String> all = new HashMap<>(properties);
        all.put("broker.id", Integer.toString(brokerId));
        all.put("zookeeper.connect", zooKeeper.connectString());
        brokers.put(brokerId, new EmbeddedBroker(brokerId, all));
    }

    /** Returns when clients are answered. */
    public void start(int brokerId) {
        EmbeddedFailure.orResult("start broker " + brokerId, broker(brokerId).start());
    }

    public void stop(int brokerId) {
        EmbeddedFailure.orResult("stop broker " + brokerId, broker(brokerId).stop());
        broker(brokerId).awaitEnd();
    }

    public boolean isRunning(int brokerId) {
        return broker(brokerId).isRunning();
    }

    /** Host and port of its first listener. */
    public String address(int brokerId) {
        return broker(brokerId).address();
    }

    public Map<String, String> properties(int brokerId) {
        return broker(brokerId).properties();
    }

    public Set<Integer> running() {
        Set<Integer> running = new TreeSet<>(brokers.keySet());
        running.removeIf(id -> !isRunning(id));
        return running;
    }

    private EmbeddedBroker broker(int brokerId) {
        EmbeddedBroker broker = brokers.get(brokerId);
        if (broker == null) {
            throw new IllegalArgumentException("there is no broker " + brokerId);
        }
        return broker;
    }

    /** The directories of the brokers are left to who has given them. */
    @Override
    public void close() {
        List<EmbeddedBroker> all = List.copyOf(brokers.values());
        try {
            all.forEach(EmbeddedBroker::halt);
            all.forEach(EmbeddedBroker::kill);
            all.forEach(EmbeddedBroker::awaitEnd);
        } finally {
            all.forEach(EmbeddedBroker::giveUpPorts);
            zooKeeper.close();
            delete();
        }
    }

    private void delete() {
        try {
            Utils.delete(folder.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException("ZooKeeper's files are left in " + folder, e);
        }
    }
}
