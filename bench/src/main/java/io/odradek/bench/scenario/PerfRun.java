/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What ProducerPerformance prints at its end.
 *
 * @param p99Ms whole milliseconds, as it prints them
 */
record PerfRun(double recordsPerSecond, double p99Ms, double p999Ms) {

    private static final Pattern SUMMARY =
            Pattern.compile("sent, ([0-9.]+) records/sec .*, (\\d+) ms 99th, (\\d+) ms 99\\.9th");

    /** Sends 100-byte records and waits for the end; with warm-up records there is a second summary without them. */
    static List<PerfRun> produce(Lap lap, String topic, long records, long perSecond, List<String> more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--topic",
                topic,
                "--num-records",
                Long.toString(records),
                "--record-size",
                "100",
                "--throughput",
                Long.toString(perSecond),
                "--bootstrap-server",
                lap.broker().bootstrapServers()));
        arguments.addAll(more);
        return new PerfTool(lap, "org.apache.kafka.tools.ProducerPerformance", arguments)
                .run(SUMMARY).stream().map(PerfRun::of).toList();
    }

    private static PerfRun of(MatchResult figures) {
        return new PerfRun(
                Double.parseDouble(figures.group(1)),
                Double.parseDouble(figures.group(2)),
                Double.parseDouble(figures.group(3)));
    }
}
