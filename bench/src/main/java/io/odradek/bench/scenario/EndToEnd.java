/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.scenario;

import io.odradek.bench.Metric;
import io.odradek.bench.client.LatencyProbe;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * P4: one record at a time, acks=all. EndToEndLatency assigns its partitions, so it runs on both sides; only its commit
 * after the report needs a group, and it is ended before that. It prints percentiles in whole milliseconds, so that a
 * client of our own repeats it in microseconds.
 */
record EndToEnd() implements BrokerScenario {

    private static final String TOPIC = "latency";
    private static final Pattern STOCK =
            Pattern.compile("Avg latency: ([0-9.]+) ms\\s+Percentiles: 50th = (\\d+), 99th = (\\d+), 99.9th = (\\d+)");
    private static final Pattern OWN = Pattern.compile("avg ([0-9.]+) ms, p99 ([0-9.]+) ms, p99.9 ([0-9.]+) ms");

    @Override
    public String anchors() {
        return "P4";
    }

    @Override
    public String title() {
        return "end to end latency";
    }

    @Override
    public LapKind lap() {
        return LapKind.TRAFFIC;
    }

    @Override
    public void run(Lap lap) {
        Topics.create(lap, TOPIC, 1);
        Latency stock = stock(lap, TOPIC, lap.workload().latencyRecords());
        lap.record(Metric.END_TO_END_AVG, stock.avgMs());
        lap.record(Metric.END_TO_END_P99, stock.p99Ms());
        lap.record(Metric.END_TO_END_P999, stock.p999Ms());
        Latency own = own(lap, TOPIC, lap.workload().latencyRecords());
        lap.record(Metric.END_TO_END_FINE_AVG, own.avgMs());
        lap.record(Metric.END_TO_END_FINE_P99, own.p99Ms());
        lap.record(Metric.END_TO_END_FINE_P999, own.p999Ms());
    }

    record Latency(double avgMs, double p99Ms, double p999Ms) {}

    /** By Kafka's tool, of 100-byte records to a topic with one partition. */
    static Latency stock(Surroundings surroundings, String topic, long records) {
        List<String> arguments = List.of(
                "--bootstrap-server",
                surroundings.bootstrapServers(),
                "--topic",
                topic,
                "--num-records",
                Long.toString(records),
                "--producer-acks",
                "all",
                "--record-size",
                "100");
        MatchResult stock = new PerfTool(surroundings, "org.apache.kafka.tools.EndToEndLatency", arguments)
                .runUntil(STOCK)
                .get(0);
        return new Latency(
                Double.parseDouble(stock.group(1)),
                Double.parseDouble(stock.group(3)),
                Double.parseDouble(stock.group(4)));
    }

    /** By a warm client of our own, in microseconds. */
    static Latency own(Surroundings surroundings, String topic, long records) {
        List<String> arguments = List.of(surroundings.bootstrapServers(), topic, Long.toString(records));
        MatchResult own = new PerfTool(surroundings, LatencyProbe.class.getName(), arguments)
                .run(OWN)
                .get(0);
        return new Latency(
                Double.parseDouble(own.group(1)), Double.parseDouble(own.group(2)), Double.parseDouble(own.group(3)));
    }
}
