/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.bench.CellFigure;
import io.odradek.bench.Conditions;
import io.odradek.bench.Limits;
import io.odradek.bench.Limits.Limit;
import io.odradek.bench.Measurements;
import io.odradek.bench.Measurements.Run;
import io.odradek.bench.Metric;
import io.odradek.bench.Side;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {

    private final Measurements odradek = new Measurements();
    private final Measurements kafka = new Measurements();
    private final Limits limits = new Limits();
    private final Report report =
            new Report(Map.of(Side.ODRADEK, odradek, Side.KAFKA, kafka), limits, new Conditions(), 2, false);

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
        assertThat(Table.of(report)).contains("P5").contains("801");
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
        assertThat(Table.of(report)).contains("P11");

        odradek.add(Metric.WRONG_RECORDS, 1);

        assertThat(report.refusals()).hasSize(1);
        assertThat(Table.of(report)).contains("NO COMPARISON").doesNotContain("500");
    }

    @Test
    void nothingIsComparedIfRecordsWereRejected() {
        odradek.add(Metric.START, 300);
        kafka.wrong("MATRIX", "requests rejected", 1);

        String table = Table.of(report);

        assertThat(table)
                .contains("NO COMPARISON: KAFKA, MATRIX: requests rejected: 1")
                .doesNotContain("300");
    }

    @Test
    void aScenarioInWhichTheSidesDidDifferentWorkIsNotCompared() {
        odradek.add(Metric.PRODUCE_CPU, 25);
        odradek.add(Metric.START, 300);
        odradek.work(new Run("P1", "records in the log"), 1000);
        kafka.work(new Run("P1", "records in the log"), 1001);

        String table = Table.of(report);

        assertThat(table)
                .contains("NO COMPARISON of P1: different work in \"records in the log\": Odradek [1000], Kafka [1001]")
                .contains("process start")
                .doesNotContain("broker CPU, warm runs");
    }

    @Test
    void aScenarioThatOnlyOneSideHasRunIsNotCompared() {
        odradek.work(new Run("P1", "records in the log"), 1000);

        assertThat(report.refusals()).hasSize(1);
    }

    @Test
    void aScenarioThatHadNotSettledInMostPairsIsNotCompared() {
        kafka.add(Metric.PRODUCE_CPU, 25);
        Run run = new Run("P1", "produce");
        kafka.drift(run, 0.69);
        kafka.drift(run, 1.0);
        kafka.drift(run, 1.44);

        String table = Table.of(report);

        assertThat(table).contains("NO COMPARISON of P1: KAFKA had not settled").doesNotContain("warm runs");
    }

    @Test
    void ofAScenarioWithCellsOnlyTheOneThatHadNotSettledIsNotCompared() {
        odradek.add(CellFigure.of("MATRIX", "write 1 KiB: throughput", "MB/s"), 111);
        odradek.add(CellFigure.of("MATRIX", "write 10 KiB: throughput", "MB/s"), 222);
        odradek.drift(new Run("MATRIX", "write 1 KiB"), 0.2);

        assertThat(Table.of(report)).contains("NO COMPARISON of MATRIX", "222").doesNotContain("111");
    }

    @Test
    void aSingleStumbleIsNoiseAndIsCompared() {
        Run run = new Run("P1", "produce");
        odradek.drift(run, 0.5);
        odradek.drift(run, 0.71);

        assertThat(report.refusals()).isEmpty();
    }

    @Test
    void cpuIsHeldAgainstWhatTheMachineNeeds() {
        odradek.add(Metric.PRODUCE_CPU_GIB, 3);
        kafka.add(Metric.PRODUCE_CPU_GIB, 9);
        limits.add(Limit.WRITE, 2);

        assertThat(Table.of(report)).contains("LIMIT: socket to file").contains("1.50 / 4.50");
    }

    @Test
    void theJsonHoldsEveryFigureThatWasTaken(@TempDir Path folder) throws Exception {
        odradek.add(Metric.START, 300);
        Path file = folder.resolve("bench.json");

        Json.write(report, file);

        assertThat(Files.readString(file)).contains("\"START\"").doesNotContain("\"STOP\"");
    }
}
