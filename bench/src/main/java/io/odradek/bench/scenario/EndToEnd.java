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
record EndToEnd() implements Scenario {

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
        String server = lap.broker().bootstrapServers();
        String records = Long.toString(lap.workload().latencyRecords());
        List<String> arguments = List.of(
                "--bootstrap-server",
                server,
                "--topic",
                TOPIC,
                "--num-records",
                records,
                "--producer-acks",
                "all",
                "--record-size",
                "100");
        MatchResult stock = new PerfTool(lap, "org.apache.kafka.tools.EndToEndLatency", arguments)
                .runUntil(STOCK)
                .get(0);
        lap.record(Metric.END_TO_END_AVG, Double.parseDouble(stock.group(1)));
        lap.record(Metric.END_TO_END_P99, Double.parseDouble(stock.group(3)));
        lap.record(Metric.END_TO_END_P999, Double.parseDouble(stock.group(4)));
        MatchResult own = new PerfTool(lap, LatencyProbe.class.getName(), List.of(server, TOPIC, records))
                .run(OWN)
                .get(0);
        lap.record(Metric.END_TO_END_FINE_AVG, Double.parseDouble(own.group(1)));
        lap.record(Metric.END_TO_END_FINE_P99, Double.parseDouble(own.group(2)));
        lap.record(Metric.END_TO_END_FINE_P999, Double.parseDouble(own.group(3)));
    }
}
