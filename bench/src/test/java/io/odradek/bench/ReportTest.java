/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {

    private final Measurements odradek = new Measurements();
    private final Measurements kafka = new Measurements();
    private final Report report = new Report(Map.of(Side.ODRADEK, odradek, Side.KAFKA, kafka), 2, Workload.SHORT);

    @Test
    void aRatioIsTakenWithinItsPair() {
        odradek.add(Metric.PRODUCE_CPU, 10);
        odradek.add(Metric.PRODUCE_CPU, 80);
        kafka.add(Metric.PRODUCE_CPU, 40);
        kafka.add(Metric.PRODUCE_CPU, 100);

        List<Double> ratios = report.ratios(Metric.PRODUCE_CPU);

        assertThat(ratios).containsExactly(0.25, 0.8);
    }

    @Test
    void aBoundOnTheRatioIsJudgedByTheMedian() {
        odradek.add(Metric.PRODUCE_CPU, 25);
        kafka.add(Metric.PRODUCE_CPU, 100);
        odradek.add(Metric.CONSUME_CPU, 51);
        kafka.add(Metric.CONSUME_CPU, 100);

        assertThat(report.verdict(Metric.PRODUCE_CPU)).isEqualTo("yes");
        assertThat(report.verdict(Metric.CONSUME_CPU)).isEqualTo("NO");
    }

    @Test
    void anAbsoluteBoundNeedsNoKafka() {
        odradek.add(Metric.START, 801);

        assertThat(report.verdict(Metric.START)).isEqualTo("NO");
        assertThat(report.table()).contains("P5").contains("801");
    }

    @Test
    void aRatioThatMustBeLargeIsJudgedFromBelow() {
        odradek.add(Metric.REPLICATED_RATE, 149);
        kafka.add(Metric.REPLICATED_RATE, 100);

        assertThat(report.verdict(Metric.REPLICATED_RATE)).isEqualTo("NO");
        odradek.add(Metric.REPLICATED_RATE, 160);
        odradek.add(Metric.REPLICATED_RATE, 161);
        kafka.add(Metric.REPLICATED_RATE, 100);
        kafka.add(Metric.REPLICATED_RATE, 100);
        assertThat(report.verdict(Metric.REPLICATED_RATE)).isEqualTo("yes");
    }

    @Test
    void nothingIsComparedIfARunLostRecords() {
        odradek.add(Metric.KILL_GAP_WORST, 500);
        odradek.add(Metric.WRONG_RECORDS, 0);
        assertThat(report.table()).contains("P11");

        odradek.add(Metric.WRONG_RECORDS, 1);

        assertThat(report.isComparable()).isFalse();
        assertThat(report.table()).contains("NO COMPARISON").doesNotContain("500");
    }

    @Test
    void theJsonHoldsEveryFigureThatWasTaken(@TempDir Path folder) throws Exception {
        odradek.add(Metric.START, 300);
        Path file = folder.resolve("bench.json");

        report.writeJson(file);

        assertThat(Files.readString(file)).contains("\"START\"").doesNotContain("\"STOP\"");
    }
}
