/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.embedded;

import io.odradek.broker.Broker;
import io.odradek.broker.BrokerEnvironment;
import io.odradek.broker.Threads;
import io.odradek.broker.config.BrokerConfig;
import io.odradek.broker.log.FileDisk;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A broker of an embedded cluster from a start to its end. Used by one thread at a time. */
final class BrokerLife {
    private static final Logger LOG = LoggerFactory.getLogger(BrokerLife.class);

    private static final long HALT_MS_MAX = 10_000;
    private static final long THREADS_END_MS_MAX = 10_000;

    private final int id;
    private final MortalDisk disk;
    private final Threads threads;
    private final Broker broker;
    private final CompletableFuture<Void> started;

    /** What its threads stand still at while it is paused. */
    private Threads.@Nullable Halt pause;

    private BrokerLife(int id, BrokerConfig config) {
        this.id = id;
        this.disk = new MortalDisk(new FileDisk());
        BrokerEnvironment environment = BrokerEnvironment.real(config, disk, this::onFault);
        this.threads = environment.threads();
        this.broker = Broker.create(config, environment);
        this.started = broker.start().thenAccept(bound -> {});
    }

    static BrokerLife begin(int id, BrokerConfig config) {
        return new BrokerLife(id, config);
    }

    private void onFault() {
        LOG.error("Broker {} of an embedded cluster cannot go on; it is left as it is", id);
    }

    /** Completes when clients are answered. */
    CompletableFuture<Void> started() {
        return started;
    }

    boolean isPaused() {
        return pause != null;
    }

    CompletableFuture<Void> stop() {
        resume();
        return broker.stop();
    }

    /** Its threads stand still, as the first step of something. */
    void halt() {
        if (pause == null) {
            try {
                pause = threads.halt(HALT_MS_MAX).orElse(null);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (pause == null) {
                throw new EmbeddedFailure("bring broker " + id + " to a halt in " + HALT_MS_MAX + " ms", null);
            }
        }
    }

    /** Its sockets close last, so that whoever hears of its end finds all the rest done. */
    void kill() {
        halt();
        disk.end();
        broker.abandon();
        Objects.requireNonNull(pause).abandon();
    }

    void pause() {
        if (pause == null) {
            halt();
            broker.disconnect();
        }
    }

    void resume() {
        Threads.Halt halt = pause;
        if (halt != null) {
            pause = null;
            broker.reconnect();
            halt.resume();
        }
    }

    void awaitEnd() {
        try {
            if (!threads.awaitEnd(THREADS_END_MS_MAX)) {
                LOG.error("Threads of broker {} are left after {} ms", id, THREADS_END_MS_MAX);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
