/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.scenario;

import io.odradek.bench.replay.FetchReplay;
import io.odradek.bench.replay.Outcome;
import io.odradek.bench.replay.Pace;
import io.odradek.bench.replay.Payload;
import io.odradek.bench.replay.ProducePlan;
import io.odradek.bench.replay.ProduceReplay;
import io.odradek.bench.replay.Reader;
import io.odradek.bench.replay.SendTimes;
import io.odradek.protocol.record.Compression;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Four producers and a consumer of all that they write, in a topic that keeps little of it. */
final class SoakTraffic implements AutoCloseable {

    static final String ANCHOR = "SOAK";
    static final int PARTITIONS = 4;

    private static final int IN_FLIGHT = 5;
    private static final Payload PAYLOAD = Payload.of(1 << 10, 16 << 10, Compression.NONE);
    private static final Map<String, String> SETTINGS =
            Map.of("retention.bytes", Long.toString(256L << 20), "segment.bytes", Integer.toString(64 << 20));

    private final Replayer replayer;
    private final ReplayTopics.Topic topic;
    private final ProduceReplay producers;
    private long written;

    SoakTraffic(Replayer replayer) {
        this.replayer = replayer;
        this.topic = replayer.topics().create("soak", PARTITIONS, SETTINGS);
        this.producers = new ProduceReplay(
                replayer.loop(),
                new ProducePlan(topic.name(), topic.leaderPorts(), PARTITIONS, IN_FLIGHT, Replayer.ALL, PAYLOAD));
    }

    /** What was read; its latencies are from when each batch was to be sent until the consumer has it. */
    CompletableFuture<Outcome> flood(long bytes) {
        return run(new Pace.Flood(bytes / PAYLOAD.plainBytes()));
    }

    /** As {@link #flood}, at this rate. */
    CompletableFuture<Outcome> steady(double bytesPerSecond, Duration time) {
        return run(Pace.Steady.during(bytesPerSecond / PAYLOAD.plainBytes(), time));
    }

    private CompletableFuture<Outcome> run(Pace pace) {
        Map<Integer, Long> from = replayer.topics().ends(topic);
        SendTimes times = new SendTimes(PAYLOAD.records(), from);
        producers.noteTimes(times);
        long records = pace.requests() * PAYLOAD.records();
        written += records;
        Reader reader = new Reader(topic.leaderPorts().get(0), from);
        FetchReplay consumer = new FetchReplay(replayer.loop(), topic.name(), List.of(reader), times);
        CompletableFuture<Outcome> reading = consumer.run(List.of(records));
        return producers
                .run(pace)
                .thenCombine(reading, (write, read) -> read)
                .whenComplete((done, failure) -> consumer.close());
    }

    /** Everything that was ever written is counted by the log's end, whatever retention has removed. */
    void check() {
        replayer.checkLog(topic, written);
    }

    @Override
    public void close() {
        producers.close();
    }
}
