/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.scenario;

import io.odradek.bench.CellFigure;
import io.odradek.bench.Limits.Limit;
import io.odradek.bench.Measurements;
import io.odradek.bench.Measurements.Run;
import io.odradek.bench.replay.FetchReplay;
import io.odradek.bench.replay.Outcome;
import io.odradek.bench.replay.Pace;
import io.odradek.bench.replay.Payload;
import io.odradek.bench.replay.ProducePlan;
import io.odradek.bench.replay.ProduceReplay;
import io.odradek.bench.replay.Reader;
import io.odradek.bench.replay.ReplayLoop;
import io.odradek.protocol.record.Compression;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * What the scenarios of the generator share: runs that are waited for, measured, and held against what the log holds
 * afterwards. One for each scenario of a lap; it warms the broker up before anything is measured.
 */
final class Replayer implements AutoCloseable {

    static final short ALL = -1;
    static final int BATCH_BYTES = 64 << 10;

    private static final Duration TIME_MAX = Duration.ofMinutes(15);
    private static final long CHECK_MS = 200;

    private final Rig rig;
    private final String anchor;
    private final ReplayLoop loop = new ReplayLoop();
    private final ReplayTopics topics;

    Replayer(Rig rig, String anchor) {
        this.rig = rig;
        this.anchor = anchor;
        this.topics = new ReplayTopics(rig);
    }

    ReplayLoop loop() {
        return loop;
    }

    ReplayTopics topics() {
        return topics;
    }

    /** Writes and reads a topic of its own, which nobody counts. */
    void warmUp(int partitions) {
        warmUp(partitions, ALL);
    }

    /** The same with other acks: what answers nothing goes another way through a broker, and its compilers follow. */
    void warmUp(int partitions, short acks) {
        String name = anchor.toLowerCase(Locale.ROOT) + "-warm-up-" + acks;
        ReplayTopics.Topic topic = topics.create(name, partitions, Map.of());
        Payload payload = Payload.of(1024, BATCH_BYTES, Compression.NONE);
        Pace.Flood flood = new Pace.Flood(rig.workload().replay().warmUpBytes() / payload.plainBytes());
        ProducePlan plan = new ProducePlan(topic.name(), topic.leaderPorts(), partitions, 5, acks, payload);
        try (ProduceReplay producers = new ProduceReplay(loop, plan)) {
            await(producers.run(flood));
            topics.awaitRecords(topic, flood.requests() * payload.records());
        }
        try (FetchReplay consumers = readers(topic)) {
            await(consumers.run(goals(topic)));
        }
        topics.delete(topic);
    }

    Outcome onWarmPages(long bytes, Supplier<Outcome> run) {
        return rig.onWarmPages(bytes, run);
    }

    /** A reader for each partition, from its beginning. */
    FetchReplay readers(ReplayTopics.Topic topic) {
        List<Reader> readers = new ArrayList<>();
        for (int partition = 0; partition < topic.partitions(); partition++) {
            readers.add(new Reader(topic.leaderPorts().get(partition), Map.of(partition, 0L)));
        }
        return new FetchReplay(loop, topic.name(), readers, null);
    }

    /** All that these readers find now. */
    List<Long> goals(ReplayTopics.Topic topic) {
        return List.copyOf(topics.ends(topic).values());
    }

    Outcome measure(String run, Limit limit, Supplier<CompletableFuture<Outcome>> work) {
        return measure(run, limit, work, () -> {});
    }

    /** Runs it, and notes the brokers' CPU per GiB, which includes what {@code settled} waits for. */
    Outcome measure(String run, Limit limit, Supplier<CompletableFuture<Outcome>> work, Runnable settled) {
        AtomicReference<Outcome> outcome = new AtomicReference<>();
        long startNs = System.nanoTime();
        double cpuMs = rig.brokerCpuMs(() -> {
            outcome.set(await(work.get()));
            settled.run();
        });
        Outcome ended = Objects.requireNonNull(outcome.get());
        // Where nobody answers, a run ends when everything is written to sockets, and the work when it is in the log.
        Outcome done = ended.isAnswered() ? ended : ended.within(Lap.msSince(startNs));
        note(CellFigure.cpuPerGib(anchor, run, limit), cpuMs / 1000 / done.gibibytes());
        checkedRun(run, done);
        return done;
    }

    /** What every run is judged by. */
    void checkedRun(String run, Outcome done) {
        Measurements measurements = rig.measurements();
        measurements.plot(new Run(anchor, run), done);
        measurements.work(new Run(anchor, run), done.records());
        measurements.wrong(anchor, run + ": requests rejected", done.rejected());
    }

    void throughput(String run, Outcome done) {
        note(CellFigure.of(anchor, run + ": throughput", "MB/s"), done.megabytesPerSecond());
        rig.measurements().drift(new Run(anchor, run), done.timeline().drift());
    }

    /** Three rows; nothing where nothing is answered. */
    void latency(String run, Outcome done) {
        if (done.isAnswered()) {
            note(CellFigure.of(anchor, run + ": p50", "ms"), done.latencyMs(50));
            note(CellFigure.noWorse(anchor, run + ": p99", "ms"), done.latencyMs(99));
            note(CellFigure.of(anchor, run + ": p99.9", "ms"), done.latencyMs(99.9));
        }
    }

    /** A log that does not hold what was sent to it has lost or doubled some. */
    void checkLog(ReplayTopics.Topic topic, long expected) {
        long found = topics.awaitRecords(topic, expected);
        rig.measurements().wrong(anchor, topic.name() + ": records that are missing in the log", expected - found);
    }

    void note(CellFigure figure, double value) {
        rig.measurements().add(figure, value);
    }

    /** Fails when the broker ends meanwhile, or nothing comes of it. */
    Outcome await(CompletableFuture<Outcome> run) {
        long deadlineNs = System.nanoTime() + TIME_MAX.toNanos();
        while (true) {
            try {
                return run.get(CHECK_MS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException notYet) {
                rig.checkAlive();
                if (System.nanoTime() > deadlineNs) {
                    throw new IllegalStateException(anchor + " hangs: " + rig.threadDump(), notYet);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            } catch (ExecutionException e) {
                throw new IllegalStateException(anchor + " broke off", e.getCause());
            }
        }
    }

    @Override
    public void close() {
        topics.close();
        loop.close();
    }
}
