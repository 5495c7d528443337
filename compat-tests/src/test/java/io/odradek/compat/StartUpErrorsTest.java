/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.compat.process.BrokerProcess;
import io.odradek.compat.process.BrokerSetup;
import io.odradek.compat.process.ChildProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What the broker cannot start with, it says in one line, and ends with a code other than zero. */
@Timeout(60)
@ExtendWith(DumpOnFailure.class)
class StartUpErrorsTest {

    @TempDir
    static Path running;

    private static TestBroker other;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        Assumptions.assumeFalse(TestBroker.againstKafka(), "the words are Odradek's own");
        other = TestBroker.start(running);
    }

    @AfterAll
    static void stop() {
        if (other != null) {
            other.close();
        }
    }

    @Test
    void aPortInUse() {
        BrokerSetup setup = new BrokerSetup(folder, other.process().port(), Map.of(), List.of());

        assertRefused(setup, "" + other.process().port());
    }

    @Test
    void aFolderThatAnotherBrokerHolds() {
        assertRefused(with("log.dirs", other.process().dataFolder().toString()), "lock");
    }

    @Test
    void aFolderThatCannotBeWritten() throws Exception {
        Path file = Files.writeString(folder.resolve("a-file"), "not a folder");

        assertRefused(with("log.dirs", file.toString()), file.toString());
    }

    @Test
    void aMisspeltKeyWithTheOneThatWasMeant() {
        assertRefused(with("num.partitons", "3"), "num.partitions");
    }

    @Test
    void aValueThatIsNoNumber() {
        assertRefused(with("num.partitions", "many"), "num.partitions");
    }

    @Test
    void aValueOutOfItsRange() {
        assertRefused(with("log.segment.bytes", "1"), "log.segment.bytes");
    }

    @Test
    void aListenerThatMakesNoSense() {
        assertRefused(with("listeners", "PLAINTEXT:/127.0.0.1"), "listeners");
    }

    @Test
    void aClusterIdThatDoesNotMatch() throws Exception {
        BrokerSetup setup = BrokerSetup.in(folder);
        try (BrokerProcess broker = TestBroker.prepared(setup)) {
            broker.start(TestBroker.START_MAX);
            broker.stop(TestBroker.START_MAX);
            Path properties = broker.dataFolder().resolve("meta.properties");
            String text = Files.readString(properties);
            Files.writeString(properties, text.replaceAll("cluster.id=.*", "cluster.id=AAAAAAAAAAAAAAAAAAAAAA"));
        }

        assertRefused(setup, "cluster");
    }

    @Test
    void aBrokerIdThatDoesNotMatchItsFolder() throws Exception {
        BrokerSetup setup = BrokerSetup.in(folder);
        try (BrokerProcess broker = TestBroker.prepared(setup)) {
            broker.start(TestBroker.START_MAX);
            broker.stop(TestBroker.START_MAX);
        }

        assertRefused(setup.withProperties(Map.of("broker.id", "7")), "broker.id");
    }

    private BrokerSetup with(String key, String value) {
        return BrokerSetup.in(folder).withProperties(Map.of(key, value));
    }

    private static void assertRefused(BrokerSetup setup, String named) {
        try (BrokerProcess broker = TestBroker.prepared(setup)) {
            long before = Files.exists(broker.outputFile())
                    ? broker.outputFile().toFile().length()
                    : 0;
            ChildProcess process = broker.launch();

            assertThat(process.waitFor(Duration.ofSeconds(30))).as("ends").isTrue();

            List<String> lines =
                    process.outputText().substring((int) before).lines().toList();
            assertThat(process.exitCode()).as(process.describe()).isNotZero().isNotEqualTo(143);
            assertThat(lines)
                    .as("one line says it all: " + process.describe())
                    .filteredOn(line -> line.contains("ERROR"))
                    .hasSize(1);
            assertThat(lines)
                    .as(process.describe())
                    .noneMatch(line -> line.startsWith("\tat ") || line.startsWith("Caused by"))
                    .filteredOn(line -> line.contains("Cannot start"))
                    .singleElement()
                    .asString()
                    .contains(named)
                    .isEqualTo(lines.get(lines.size() - 1));
        }
    }
}
