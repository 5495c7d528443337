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
import io.odradek.bench.replay.SendTimes;
import io.odradek.protocol.record.Compression;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Ten consumers at the end of one topic. Latency is from when a batch was to be sent until each of them has it; CPU and
 * throughput are of what they read together.
 */
record FanOut() implements BrokerScenario {

    private static final String ANCHOR = "FANOUT";
    private static final int PARTITIONS = 4;
    private static final int CONSUMERS = 10;
    private static final int IN_FLIGHT = 5;
    private static final double PACED_BYTES_PER_SECOND = 8 << 20;
    private static final Payload PAYLOAD = Payload.of(1 << 10, 16 << 10, Compression.NONE);

    @Override
    public String anchors() {
        return ANCHOR;
    }

    @Override
    public String title() {
        return "fan-out";
    }

    @Override
    public LapKind lap() {
        return LapKind.REPLAY;
    }

    @Override
    public void run(Lap lap) {
        long bytes = lap.workload().replay().bytes() / 4;
        Pace.Flood flood = new Pace.Flood(bytes / PAYLOAD.plainBytes());
        Pace.Steady steady = Pace.Steady.during(
                PACED_BYTES_PER_SECOND / PAYLOAD.plainBytes(),
                lap.workload().replay().paced());
        try (Replayer replayer = new Replayer(lap, ANCHOR)) {
            replayer.warmUp(PARTITIONS);
            String fast = "10 consumers at the tail, as fast as it goes";
            replayer.throughput(fast, run(replayer, "fast", fast, flood));
            lap.settle();
            String slower = "10 consumers at the tail, 8 MiB/s written";
            replayer.latency(slower, run(replayer, "slower", slower, steady));
        }
    }

    private static Outcome run(Replayer replayer, String name, String run, Pace pace) {
        ReplayTopics.Topic topic = replayer.topics().create("fan-out-" + name, PARTITIONS, Map.of());
        Map<Integer, Long> from = replayer.topics().ends(topic);
        Reader reader = new Reader(topic.leaderPorts().get(0), from);
        SendTimes times = new SendTimes(PAYLOAD.records(), from);
        long records = pace.requests() * PAYLOAD.records();
        ProducePlan plan =
                new ProducePlan(topic.name(), topic.leaderPorts(), PARTITIONS, IN_FLIGHT, Replayer.ALL, PAYLOAD);
        try (ProduceReplay producers = new ProduceReplay(replayer.loop(), plan);
                FetchReplay consumers =
                        new FetchReplay(replayer.loop(), topic.name(), Collections.nCopies(CONSUMERS, reader), times)) {
            producers.noteTimes(times);
            long bytes = pace.requests() * PAYLOAD.plainBytes();
            Outcome read = replayer.onWarmPages(
                    bytes,
                    () -> replayer.measure(run, Limit.READ, () -> {
                        CompletableFuture<Outcome> reading = consumers.run(Collections.nCopies(CONSUMERS, records));
                        return producers.run(pace).thenCompose(written -> reading);
                    }));
            replayer.checkLog(topic, records);
            replayer.topics().delete(topic);
            return read;
        }
    }
}
