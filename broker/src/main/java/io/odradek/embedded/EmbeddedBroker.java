/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.embedded;

import io.odradek.broker.Broker;
import io.odradek.broker.BrokerEnvironment;
import io.odradek.broker.Threads;
import io.odradek.broker.config.BrokerConfig;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One broker of an embedded cluster, through all its lives: a start makes a new {@link Broker} on the same files. */
final class EmbeddedBroker {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedBroker.class);

    private static final long THREADS_END_MS_MAX = 10_000;

    private final int id;
    private final Map<String, String> properties;

    /** Null while it is stopped. */
    private @Nullable Life running;

    /** Of the last life, until somebody has waited for them. */
    private @Nullable Threads ending;

    private record Life(Broker broker, Threads threads) {}

    EmbeddedBroker(int id, Map<String, String> properties) {
        this.id = id;
        this.properties = new HashMap<>(properties);
    }

    /** Completes when clients are answered. From then on its port is the same in every life. */
    CompletableFuture<Void> start() {
        BrokerConfig config = BrokerConfig.of(properties);
        BrokerEnvironment environment = BrokerEnvironment.real(config, this::onFault);
        Broker broker = Broker.create(config, environment);
        running = new Life(broker, environment.threads());
        return broker.start().thenAccept(this::keepPorts);
    }

    private void keepPorts(Map<String, InetSocketAddress> bound) {
        String listeners = Objects.requireNonNull(properties.get("listeners"));
        for (InetSocketAddress address : bound.values()) {
            listeners = listeners.replaceFirst(":0(?=,|$)", ":" + address.getPort());
        }
        properties.put("listeners", listeners);
    }

    private void onFault() {
        LOG.error("Broker {} of an embedded cluster cannot go on; it is left as it is", id);
    }

    boolean isRunning() {
        return running != null;
    }

    Map<String, String> properties() {
        return Map.copyOf(properties);
    }

    String address() {
        return BrokerConfig.of(properties).listeners().stream()
                .map(listener -> listener.host() + ":" + listener.port())
                .findFirst()
                .orElseThrow();
    }

    /** Completes when it is closed; its threads {@link #awaitEnd end} soon after. */
    CompletableFuture<Void> stop() {
        Life life = running;
        running = null;
        if (life == null) {
            return CompletableFuture.completedFuture(null);
        }
        ending = life.threads();
        return life.broker().stop();
    }

    /** Waits until nothing of a stopped broker is left but its files. */
    void awaitEnd() {
        Threads threads = ending;
        ending = null;
        try {
            if (threads != null && !threads.awaitEnd(THREADS_END_MS_MAX)) {
                LOG.error("Threads of broker {} are left after {} ms", id, THREADS_END_MS_MAX);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
