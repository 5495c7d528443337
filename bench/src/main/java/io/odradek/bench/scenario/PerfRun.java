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

    /**
     * What to send.
     *
     * @param perSecond -1 for as many as possible
     */
    record Records(String topic, long count, int bytes, long perSecond) {}

    /** Sends and waits for the end, with memory at hand for the log and for the client; with warm-up records there is a second summary without them. */
    static List<PerfRun> produce(Rig rig, Records records, List<String> more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--topic",
                records.topic(),
                "--num-records",
                Long.toString(records.count()),
                "--record-size",
                Integer.toString(records.bytes()),
                "--throughput",
                Long.toString(records.perSecond()),
                "--bootstrap-server",
                rig.bootstrapServers()));
        arguments.addAll(more);
        PerfTool tool = new PerfTool(rig, "org.apache.kafka.tools.ProducerPerformance", arguments);
        return rig.onWarmPages(records.count() * records.bytes() * 2, () -> tool.run(SUMMARY)).stream()
                .map(PerfRun::of)
                .toList();
    }

    private static PerfRun of(MatchResult figures) {
        return new PerfRun(
                Double.parseDouble(figures.group(1)),
                Double.parseDouble(figures.group(2)),
                Double.parseDouble(figures.group(3)));
    }
}
