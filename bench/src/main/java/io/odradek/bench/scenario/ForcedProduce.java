/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.scenario;

import io.odradek.bench.Limits.Limit;
import io.odradek.bench.Metric;
import io.odradek.bench.replay.Outcome;
import io.odradek.bench.replay.Pace;
import io.odradek.bench.replay.Payload;
import io.odradek.bench.replay.ProducePlan;
import io.odradek.bench.replay.ProduceReplay;
import io.odradek.protocol.record.Compression;
import java.util.Map;

/** P14: what it costs to force every record to the disk before it is acknowledged, beside the same without. */
record ForcedProduce() implements BrokerScenario {

    private static final String ANCHOR = "P14";
    private static final int PARTITIONS = 4;
    private static final int CONNECTIONS = 16;
    private static final int IN_FLIGHT = 5;
    private static final double PACED_BYTES_PER_SECOND = 8 << 20;
    private static final Payload PAYLOAD = Payload.of(1 << 10, 16 << 10, Compression.NONE);

    private record Figures(Outcome flood, Outcome paced) {}

    @Override
    public String anchors() {
        return ANCHOR;
    }

    @Override
    public String title() {
        return "fsync before each acknowledgement";
    }

    @Override
    public LapKind lap() {
        return LapKind.REPLAY;
    }

    @Override
    public void run(Lap lap) {
        try (Replayer replayer = new Replayer(lap, ANCHOR)) {
            replayer.warmUp(PARTITIONS);
            Figures plain = run(lap, replayer, "no fsync", Map.of());
            lap.settle();
            Figures forced = run(lap, replayer, "fsync", Map.of("flush.messages", "1"));
            lap.record(
                    Metric.FORCED_RATE,
                    forced.flood().megabytesPerSecond() / plain.flood().megabytesPerSecond());
            lap.record(
                    Metric.FORCED_P99,
                    forced.paced().latencyMs(99) / plain.paced().latencyMs(99));
        }
    }

    private static Figures run(Lap lap, Replayer replayer, String run, Map<String, String> settings) {
        ReplayTopics.Topic topic = replayer.topics().create(run.replace(' ', '-'), PARTITIONS, settings);
        ProducePlan plan =
                new ProducePlan(topic.name(), topic.leaderPorts(), CONNECTIONS, IN_FLIGHT, Replayer.ALL, PAYLOAD);
        Pace.Flood all = new Pace.Flood(lap.workload().replay().bytes() / 2 / PAYLOAD.plainBytes());
        Pace.Steady steady = Pace.Steady.during(
                PACED_BYTES_PER_SECOND / PAYLOAD.plainBytes(),
                lap.workload().replay().paced().multipliedBy(2));
        try (ProduceReplay producers = new ProduceReplay(replayer.loop(), plan)) {
            Outcome flood = replayer.onWarmPages(
                    all.requests() * PAYLOAD.plainBytes(),
                    () -> replayer.measure(run, Limit.WRITE, () -> producers.run(all)));
            replayer.throughput(run, flood);
            replayer.latency(run, flood);
            String slower = run + ", 8 MiB/s";
            Outcome paced = replayer.await(producers.run(steady));
            replayer.checkedRun(slower, paced);
            replayer.latency(slower, paced);
            replayer.checkLog(topic, (all.requests() + steady.requests()) * PAYLOAD.records());
            replayer.topics().delete(topic);
            return new Figures(flood, paced);
        }
    }
}
