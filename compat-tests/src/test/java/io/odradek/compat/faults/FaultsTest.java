/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.compat.cluster.TestCluster;
import io.odradek.compat.process.Checkout;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The short form of the fault driver. {@code -Dfaults.seed} and {@code -Dfaults.seconds} repeat a run. */
@Timeout(600)
class FaultsTest {

    /** Most faults, ZooKeeper among the victims, pairs, an election. */
    private static final int KNOWN_SEED = 174;

    private static final int SECONDS = 30;

    @Test
    void nothingAcknowledgedIsLostUnderTheFaultsOfAKnownSeed() throws Exception {
        check(KNOWN_SEED);
    }

    @Test
    void nothingAcknowledgedIsLostUnderTheFaultsOfAFreshSeed() throws Exception {
        check(Long.getLong("faults.seed", new SecureRandom().nextInt(1_000_000)));
    }

    private static void check(long seed) throws Exception {
        System.err.println("fault driver: seed " + seed);
        Path folder = Checkout.root()
                .resolve("compat-tests/target/faults")
                .resolve(TestCluster.kindUnderTest() + "-" + seed + "-" + System.currentTimeMillis());
        long budgetMs = 1000L * Integer.getInteger("faults.seconds", SECONDS);
        RunReport report = FaultRun.of(seed, budgetMs, TestCluster.kindUnderTest(), folder);
        System.err.println(report);
        if (!report.violations().isEmpty()) {
            System.err.println(report.details());
        } else {
            FoldersOfRuns.delete(folder);
        }
        assertThat(report.violations()).as(report.toString()).isEmpty();
    }
}
