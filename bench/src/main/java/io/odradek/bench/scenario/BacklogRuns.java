/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.scenario;

import io.odradek.bench.Limits.Limit;
import io.odradek.bench.replay.FetchReplay;
import io.odradek.bench.replay.Outcome;
import io.odradek.bench.replay.Pace;
import io.odradek.bench.replay.Payload;
import io.odradek.bench.replay.ProducePlan;
import io.odradek.bench.replay.ProduceReplay;
import io.odradek.bench.replay.Reader;
import io.odradek.bench.replay.ReplayLoop;
import io.odradek.protocol.record.Compression;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/**
 * A backlog is read from its beginning while others go on writing at its end: what either does to the other. Writers have
 * a loop of their own, so that they do not wait for readers before they reach the broker.
 */
final class BacklogRuns {

    private static final int PARTITIONS = 4;
    private static final int IN_FLIGHT = 5;
    private static final double PACED_BYTES_PER_SECOND = 8 << 20;
    private static final Payload PAYLOAD = Payload.of(1 << 10, 16 << 10, Compression.NONE);

    private final Lap lap;
    private final Kind kind;
    private final Pace.Steady writes;

    /**
     * What is read.
     *
     * @param readersEach of every partition
     * @param between when the backlog is there, before somebody reads it
     */
    record Kind(String anchor, long backlogBytes, int readersEach, Runnable between) {}

    BacklogRuns(Lap lap, Kind kind) {
        this.lap = lap;
        this.kind = kind;
        this.writes = Pace.Steady.during(
                PACED_BYTES_PER_SECOND / PAYLOAD.plainBytes(),
                lap.workload().replay().paced());
    }

    void run() {
        Pace.Flood backlog = new Pace.Flood(kind.backlogBytes() / PAYLOAD.plainBytes());
        try (Replayer replayer = new Replayer(lap, kind.anchor());
                ReplayLoop writing = new ReplayLoop()) {
            replayer.warmUp(PARTITIONS);
            ReplayTopics.Topic topic = replayer.topics().create("backlog-" + kind.readersEach(), PARTITIONS, Map.of());
            ProducePlan plan =
                    new ProducePlan(topic.name(), topic.leaderPorts(), PARTITIONS, IN_FLIGHT, Replayer.ALL, PAYLOAD);
            try (ProduceReplay producers = new ProduceReplay(writing, plan);
                    FetchReplay consumers = readers(replayer, topic)) {
                replayer.await(producers.run(backlog));
                lap.settle();
                kind.between().run();
                read(replayer, goals(replayer, topic), producers, consumers);
            }
            replayer.checkLog(topic, (backlog.requests() + writes.requests()) * PAYLOAD.records());
            replayer.topics().delete(topic);
        }
    }

    private FetchReplay readers(Replayer replayer, ReplayTopics.Topic topic) {
        List<Reader> readers = IntStream.range(0, PARTITIONS * kind.readersEach())
                .mapToObj(i -> new Reader(topic.leaderPorts().get(i % PARTITIONS), Map.of(i % PARTITIONS, 0L)))
                .toList();
        return new FetchReplay(replayer.loop(), topic.name(), readers, null);
    }

    private List<Long> goals(Replayer replayer, ReplayTopics.Topic topic) {
        Map<Integer, Long> ends = replayer.topics().ends(topic);
        return IntStream.range(0, PARTITIONS * kind.readersEach())
                .mapToObj(i -> Objects.requireNonNull(ends.get(i % PARTITIONS)))
                .toList();
    }

    private void read(Replayer replayer, List<Long> goals, ProduceReplay producers, FetchReplay consumers) {
        String reading = goals.size() + " readers from the beginning, 8 MiB/s written meanwhile";
        CompletableFuture<Outcome> writing = producers.run(writes);
        Outcome read = replayer.measure(
                reading, Limit.READ, () -> consumers.run(goals), () -> Objects.requireNonNull(replayer.await(writing)));
        replayer.throughput(reading, read);
        String meanwhile = "8 MiB/s written, " + goals.size() + " readers from the beginning meanwhile";
        Outcome written = replayer.await(writing);
        replayer.checkedRun(meanwhile, written);
        replayer.latency(meanwhile, written);
    }
}
