/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker;

import io.odradek.broker.config.BrokerConfig;
import io.odradek.broker.config.ConfigException;
import io.odradek.broker.log.LogStartupException;
import io.odradek.broker.metrics.JmxGauges;
import io.odradek.controller.store.StoreException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process: command line in, one broker, exit code out. Ends with 1 and one line if the broker cannot start, and with
 * 0 after a signal, once everything is closed or the time for that is over.
 */
public final class Main {
    private static final Logger LOG = LoggerFactory.getLogger(Main.class);
    private static final int CANNOT_START = 1;
    private static final int CANNOT_GO_ON = 1;
    private static final long STOP_MS_MAX = 30_000;

    /** Set by the image; what starts containers of Kafka waits for a line with these words. */
    private static final String CONTAINER = "odradek.container";

    private static final String READY_IN_KAFKAS_WORDS = "Transitioning from RECOVERY to RUNNING";

    private Main() {}

    public static void main(String[] args) {
        InstantSource clock = InstantSource.system();
        Instant begun = clock.instant();
        Broker broker = null;
        try {
            Arguments arguments = Arguments.parse(List.of(args));
            BrokerConfig config = BrokerConfig.load(arguments.propertiesFile(), arguments.overrides());
            broker = Broker.create(config, BrokerEnvironment.real(config, Main::halt));
            stopOnSignal(broker);
            String where = describe(broker.start().get());
            long tookMs = Duration.between(begun, clock.instant()).toMillis();
            LOG.info("Odradek is ready: {}, in {} ms", where, tookMs);
            if (Boolean.getBoolean(CONTAINER)) {
                LOG.info(READY_IN_KAFKAS_WORDS);
            }
            // Clients are served already: the JVM takes a while to bring its management up.
            broker.publish(JmxGauges.ofProcess());
            // What a start leaves is moved now, when nobody waits yet, and not by the first collection under load.
            System.gc();
        } catch (ConfigException e) {
            LOG.error("Cannot start: {}", e.getMessage());
            exit(broker);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            report(e.getCause() == null ? e : e.getCause());
            exit(broker);
        }
    }

    private static String describe(Map<String, InetSocketAddress> listeners) {
        return listeners.entrySet().stream()
                .map(listener -> listener.getKey() + " on "
                        + listener.getValue().getHostString() + ":"
                        + listener.getValue().getPort())
                .collect(Collectors.joining(", "));
    }

    private static void halt() {
        Runtime.getRuntime().halt(CANNOT_GO_ON);
    }

    private static void report(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof StartFailure
                || cause instanceof ConfigException
                || cause instanceof LogStartupException
                || cause instanceof StoreException) {
            LOG.error("Cannot start: {}", cause.getMessage());
        } else {
            LOG.error("Cannot start: a fault", cause);
        }
    }

    private static void exit(@Nullable Broker broker) {
        if (broker != null) {
            awaitStop(broker);
        }
        Runtime.getRuntime().halt(CANNOT_START);
    }

    private static void stopOnSignal(Broker broker) {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            LOG.info("Stopping");
                            if (awaitStop(broker)) {
                                LOG.info("Stopped");
                            }
                        },
                        "odradek-stop"));
    }

    private static boolean awaitStop(Broker broker) {
        try {
            broker.stop().get(STOP_MS_MAX, TimeUnit.MILLISECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            LOG.error("Stopping failed; the next start recovers", e.getCause());
            return false;
        } catch (TimeoutException e) {
            LOG.error("Stopping took more than {} ms; the next start recovers what is not closed", STOP_MS_MAX);
            return false;
        }
    }
}
