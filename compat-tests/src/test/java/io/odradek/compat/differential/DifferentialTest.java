/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.differential;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.compat.DumpOnFailure;
import io.odradek.compat.TestBroker;
import io.odradek.compat.process.BrokerSetup;
import io.odradek.compat.process.Checkout;
import io.odradek.compat.process.ZooKeeperProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A stream of generated requests of all APIs and versions that Odradek and Apache Kafka have, valid ones and slightly
 * invalid ones, is answered the same by both, field by field, but for what {@code differences.txt} justifies. {@code
 * -Ddifferential.seeds=50} asks for long, of Kafka 3.9.2 in ZooKeeper mode too, and then nothing may be listed in vain.
 */
@Timeout(1200)
@ExtendWith(DumpOnFailure.class)
class DifferentialTest {
    private static final int SEEDS = Integer.getInteger("differential.seeds", 1);
    private static final boolean LONG = SEEDS > 1;
    private static final int REQUESTS = 300;
    /** From how many seeds on everything that is listed has been met. */
    private static final int ENOUGH = 20;

    @TempDir
    Path folder;

    @Test
    void everyFieldOfEveryAnswerIsKafkasOrListed() {
        ListedDifferences differences = ListedDifferences.read();
        Set<String> unlisted = new HashSet<>(newest(differences));
        if (LONG) {
            unlisted.addAll(legacy(differences));
        }
        assertThat(unlisted).isEmpty();
        if (SEEDS >= ENOUGH) {
            assertThat(differences.unused())
                    .as("listed, and there are no such differences")
                    .isEmpty();
        }
    }

    private List<String> newest(ListedDifferences differences) {
        try (TestBroker ours = ours("ours");
                TestBroker theirs = newestKafka("theirs")) {
            return asked("4.3.1", ours, theirs, Optional.empty(), differences);
        }
    }

    private List<String> legacy(ListedDifferences differences) {
        try (ZooKeeperProcess zooKeeper = new ZooKeeperProcess(folder.resolve("zookeeper"))) {
            zooKeeper.start(TestBroker.START_MAX);
            BrokerSetup setup = BrokerSetup.in(folder.resolve("legacy"))
                    .withProperties(World.SETTINGS)
                    .withJvmFlags("-Xmx512m");
            try (TestBroker ours = ours("ours-too");
                    TestBroker theirs = TestBroker.startLegacyKafka(setup, zooKeeper.connectString());
                    TestBroker newest = newestKafka("theirs-too")) {
                return asked("3.9.2", ours, theirs, Optional.of(newest), differences);
            }
        }
    }

    private TestBroker ours(String name) {
        return TestBroker.start(folder.resolve(name), World.SETTINGS);
    }

    private TestBroker newestKafka(String name) {
        return TestBroker.startKafka(BrokerSetup.in(folder.resolve(name))
                .withProperties(World.SETTINGS)
                .withJvmFlags("-Xmx512m"));
    }

    /** For whoever wants to list or mend them: {@code target/differential-*.txt}. */
    private static void keep(String kafka, List<String> unlisted) {
        try {
            Files.write(Checkout.root().resolve("compat-tests/target/differential-" + kafka + ".txt"), unlisted);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> asked(
            String kafka,
            TestBroker ours,
            TestBroker theirs,
            Optional<TestBroker> newest,
            ListedDifferences differences) {
        try (Pair pair = new Pair(kafka, ours, theirs, newest)) {
            for (int seed = 1; seed <= SEEDS; seed++) {
                pair.ask(seed, REQUESTS, differences);
            }
            System.out.println("DIFFERENTIAL " + pair.summary() + " (" + differences.size() + " are listed)");
            keep(kafka, pair.unlisted());
            return pair.unlisted();
        }
    }
}
