/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.embedded;

import io.odradek.broker.config.BrokerConfig;
import io.odradek.broker.config.Listener;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One broker of an embedded cluster, through all its {@link BrokerLife lives}, which have their files and ports in common.
 * Used by one thread at a time.
 */
final class EmbeddedBroker {
    private final int id;
    private final Map<String, String> properties;
    private final List<PortReservation> reservations = new ArrayList<>();
    private final BrokerConfig config;

    /** Null while it is stopped. */
    private @Nullable BrokerLife running;

    /** Whose threads nobody has waited for yet. */
    private @Nullable BrokerLife ending;

    /** Checks the configuration, and finds a port for each listener that has none. */
    EmbeddedBroker(int id, Map<String, String> properties) {
        this.id = id;
        this.properties = new HashMap<>(properties);
        List<Listener> listeners = BrokerConfig.of(properties).listeners();
        String text = Objects.requireNonNull(properties.get("listeners"));
        for (Listener listener : listeners) {
            if (listener.port() == 0) {
                PortReservation reservation = PortReservation.on(listener.host());
                reservations.add(reservation);
                text = text.replaceFirst(":0(?=\\s*(,|$))", ":" + reservation.port());
            }
        }
        this.properties.put("listeners", text);
        this.config = BrokerConfig.of(this.properties);
    }

    /** Completes when clients are answered. */
    CompletableFuture<Void> start() {
        if (running != null) {
            throw new IllegalStateException("broker " + id + " runs already");
        }
        BrokerLife life = BrokerLife.begin(id, config);
        running = life;
        return life.started();
    }

    boolean isRunning() {
        return running != null && !running.isPaused();
    }

    Map<String, String> properties() {
        return Map.copyOf(properties);
    }

    String address() {
        Listener first = config.listeners().get(0);
        return first.host() + ":" + first.port();
    }

    /** Completes when it is closed; its threads {@link #awaitEnd end} soon after. */
    CompletableFuture<Void> stop() {
        BrokerLife life = running;
        running = null;
        ending = life;
        return life == null ? CompletableFuture.completedFuture(null) : life.stop();
    }

    void kill() {
        if (running != null) {
            running.kill();
        }
        ending = running;
        running = null;
    }

    /** Its threads stand still; for one that is about to be killed. */
    void halt() {
        if (running != null) {
            running.halt();
        }
    }

    void pause() {
        present().pause();
    }

    void resume() {
        present().resume();
    }

    private BrokerLife present() {
        if (running == null) {
            throw new IllegalStateException("broker " + id + " is stopped");
        }
        return running;
    }

    /** Waits until nothing of a stopped broker is left but its files, and its ports for its next life. */
    void awaitEnd() {
        BrokerLife life = ending;
        ending = null;
        if (life != null) {
            life.awaitEnd();
        }
    }

    /** It will not start again. */
    void giveUpPorts() {
        reservations.forEach(PortReservation::close);
    }
}
