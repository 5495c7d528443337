/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.bench.Conditions;
import io.odradek.bench.Limits;
import io.odradek.bench.Measurements;
import io.odradek.bench.Measurements.Run;
import io.odradek.bench.Side;
import io.odradek.bench.replay.Outcome;
import io.odradek.bench.replay.Timeline;
import java.nio.file.Path;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlotsTest {

    @TempDir
    Path folder;

    @Test
    void everyRunHasItsPictureUnlessTheMachineHasNoFonts() {
        Measurements odradek = new Measurements();
        Histogram latencies = new Histogram(3);
        latencies.recordValue(1000);
        odradek.plot(new Run("MANY", "200 producers"), new Outcome(1, 1, 1, 0, 1, latencies, new Timeline()));

        String said = Plots.write(report(odradek), folder);

        if (said.startsWith("none: ")) {
            assertThat(said).contains("fonts");
        } else {
            assertThat(folder.resolve("many-200-producers.png")).isNotEmptyFile();
        }
    }

    @Test
    void aFolderThatCannotBeMadeLosesNothingButThePictures() {
        Measurements odradek = new Measurements();
        odradek.plot(new Run("MANY", "x"), new Outcome(1, 1, 1, 0, 1, new Histogram(3), new Timeline()));

        String said = Plots.write(report(odradek), Path.of("/proc/plots"));

        assertThat(said).startsWith("none: ");
    }

    private static Report report(Measurements odradek) {
        return new Report(Map.of(Side.ODRADEK, odradek), new Limits(), new Conditions(), 1, true);
    }
}
