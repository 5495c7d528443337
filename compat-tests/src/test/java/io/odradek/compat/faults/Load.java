/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.faults;

import static org.awaitility.Awaitility.await;

import io.odradek.compat.cluster.TestCluster;
import io.odradek.compat.faults.check.Outcome;
import io.odradek.compat.faults.check.Placed;
import io.odradek.compat.faults.check.ReplicaContent;
import io.odradek.compat.faults.check.Violation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;

/** Producers, and consumers that read along, from {@link #start} to {@link #finish}. */
final class Load implements AutoCloseable {

    /** One consumer asks for the replica in its rack (KIP-392), where brokers have racks and choose by them. */
    private static final String NEAR_READER = "reader 1";

    private static final int NEAR_BROKER = 2;
    private static final Duration CATCH_UP_MAX = Duration.ofSeconds(60);

    private final LoadSetup setup;
    private final Map<String, Object> settings;
    private final Chronicle chronicle;
    private final History history = new History();
    private final List<ProducerLoad> producers;
    private final ExecutorService readers;
    private volatile Map<TopicPartition, Long> ends = Map.of();
    private volatile boolean closed;

    /** @param settings of every client, under what each kind sets for itself */
    Load(LoadSetup setup, Map<String, Object> settings, Chronicle chronicle) {
        this.setup = setup;
        this.settings = Map.copyOf(settings);
        this.chronicle = chronicle;
        this.producers = IntStream.rangeClosed(1, setup.producers())
                .mapToObj(number -> new ProducerLoad(number, setup, settings(), history, chronicle))
                .toList();
        this.readers = Executors.newFixedThreadPool(setup.readers());
    }

    History history() {
        return history;
    }

    /** Returns when every partition knows every producer. */
    void start() {
        producers.forEach(ProducerLoad::start);
        IntStream.rangeClosed(1, setup.readers())
                .forEach(number -> readers.execute(() -> readAlong("reader " + number)));
        await().atMost(CATCH_UP_MAX).until(() -> history.acquainted() == (long) setup.producers() * setup.partitions());
    }

    private void readAlong(String name) {
        Map<String, Object> settings = settings();
        if (name.equals(NEAR_READER)) {
            settings.put("client.rack", World.rack(NEAR_BROKER));
        }
        try (Reader reader = new Reader(name, setup, settings, chronicle)) {
            while (!closed && reader.poll(history::seen, history::surprise)) {
                Map<TopicPartition, Long> last = ends;
                if (!last.isEmpty() && reader.hasReached(last)) {
                    chronicle.write(name + " has read " + reader.nearest() + " partitions at their nearest replica");
                    return;
                }
            }
            chronicle.write(name + " stopped at " + reader.positions());
        } catch (RuntimeException e) {
            history.surprise(new Violation("ReaderGoesOn", -1, -1, name + " failed: " + e));
        }
    }

    /** Ends the producers, lets the readers come to the end, and returns all that a fresh consumer reads. */
    List<Placed> finish() throws InterruptedException {
        producers.forEach(ProducerLoad::close);
        chronicle.write("producers are done");
        List<Placed> stored = new ArrayList<>();
        try (Reader fresh = new Reader("fresh", setup, settings(), chronicle)) {
            Map<TopicPartition, Long> last = fresh.ends(CATCH_UP_MAX);
            ends = last;
            long deadlineNs = System.nanoTime() + CATCH_UP_MAX.toNanos();
            while (!fresh.hasReached(last) && fresh.poll(stored::add, history::surprise)) {
                if (System.nanoTime() > deadlineNs) {
                    history.surprise(new Violation(
                            "ReaderGoesOn", -1, -1, "a fresh consumer is at " + fresh.positions() + " of " + last));
                    break;
                }
            }
        }
        readers.shutdown();
        if (!readers.awaitTermination(CATCH_UP_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
            history.surprise(new Violation("ReaderGoesOn", -1, -1, "a reader does not come to the end: " + ends));
        }
        return stored;
    }

    /** With what each broker of a cluster has, all of which have been stopped. */
    static Outcome outcome(TestCluster cluster, Load load, List<Placed> stored) {
        List<ReplicaContent> replicas = new ArrayList<>();
        for (int id : cluster.processes().ids()) {
            for (int partition = 0; partition < load.setup.partitions(); partition++) {
                replicas.addAll(ReplicaFiles.read(id, cluster.broker(id).dataFolder(), load.setup.topic(), partition));
            }
        }
        History history = load.history();
        return new Outcome(history.sent(), history.acknowledged(), history.seen(), stored, replicas);
    }

    @Override
    public void close() {
        closed = true;
        readers.shutdownNow();
    }

    private Map<String, Object> settings() {
        return new HashMap<>(settings);
    }
}
