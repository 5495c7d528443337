/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.compat.cluster.TestCluster;
import io.odradek.compat.process.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The long form: one fresh cluster and seed after the other, for {@code -Dfaults.minutes}, each under faults for {@code
 * -Dfaults.seconds}. {@code ./mvnw -Pfaults package} runs it. {@code -Dfaults.seed} is the first seed; the others count on
 * from it. The folder of a run without a violation is removed, unless a producer gave something up; its report stays in {@code results.txt}.
 */
class FaultCampaign {

    private static final int MINUTES = 120;
    private static final int SECONDS = 240;

    @Test
    void nothingAcknowledgedIsLostUnderManySeeds() throws Exception {
        List<String> failed = run();

        assertThat(failed).isEmpty();
    }

    /** Returns the reports with violations. */
    static List<String> run() throws Exception {
        long endNs = System.nanoTime()
                + Duration.ofMinutes(Integer.getInteger("faults.minutes", MINUTES))
                        .toNanos();
        long seed = Long.getLong("faults.seed", new Random().nextInt(1_000_000));
        Path folder = Files.createDirectories(Path.of(System.getProperty(
                "faults.folder",
                Checkout.root().resolve("compat-tests/target/faults").toString())));
        List<String> failed = new ArrayList<>();
        while (System.nanoTime() < endNs) {
            Path runFolder = folder.resolve(TestCluster.kindUnderTest() + "-" + seed);
            FoldersOfRuns.delete(runFolder);
            long budgetMs = 1000L * Integer.getInteger("faults.seconds", SECONDS);
            RunReport report = FaultRun.of(seed, budgetMs, TestCluster.kindUnderTest(), runFolder);
            note(folder, report.toString());
            if (!report.violations().isEmpty()) {
                failed.add(report.toString());
            } else if (report.givenUp() == 0) {
                FoldersOfRuns.delete(runFolder);
            }
            seed++;
        }
        return failed;
    }

    private static void note(Path folder, String text) throws IOException {
        System.err.println(text);
        Files.writeString(
                folder.resolve("results.txt"), text + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** The same without JUnit. */
    public static void main(String[] arguments) throws Exception {
        List<String> failed = run();
        System.err.println(failed.size() + " seeds with violations");
        System.exit(failed.isEmpty() ? 0 : 1);
    }
}
