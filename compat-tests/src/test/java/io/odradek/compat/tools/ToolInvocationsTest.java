/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.tools;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.compat.DumpOnFailure;
import io.odradek.compat.TestBroker;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each invocation of {@code invocations.txt} has the exit code and prints what Apache Kafka 4.3.1 made it have and print,
 * but for what {@code differences.txt} justifies, and for what is named there as missing, which must not pass. What Kafka's
 * was stands in {@code kafka.txt}; {@code -Dcompat.broker=kafka -Dtools.write=true} records it, and {@code
 * -Dtools.write=true} alone writes the table of docs/conformance.md, which must be true: compat-tests/tools.sh does both.
 */
@Timeout(240)
@ExtendWith(DumpOnFailure.class)
class ToolInvocationsTest {
    private static final boolean WRITES = Boolean.getBoolean("tools.write");

    /** Three partitions are as good as fifty, and are there sooner. */
    private static final Map<String, String> SETTINGS = Map.of(
            "group.initial.rebalance.delay.ms", "0",
            "offsets.topic.num.partitions", "3",
            "transaction.state.log.num.partitions", "3",
            "share.coordinator.state.topic.num.partitions", "3",
            "share.coordinator.state.topic.replication.factor", "1",
            "share.coordinator.state.topic.min.isr", "1",
            "broker.id", "1");

    /** What Kafka does not do unless it is told to. */
    private static final Map<String, String> OF_KAFKA = Map.of(
            "group.coordinator.rebalance.protocols", "classic,consumer,streams,share",
            "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            "super.users", "User:ANONYMOUS");

    @TempDir
    static Path folder;

    private static final Map<Invocation, Judgement> judgements = new LinkedHashMap<>();

    /** In their order, as each finds what those before it have left. */
    @BeforeAll
    static void run() {
        Map<String, String> settings = new HashMap<>(SETTINGS);
        if (TestBroker.againstKafka()) {
            settings.putAll(OF_KAFKA);
        }
        Map<String, List<String>> outputs = new LinkedHashMap<>();
        try (TestBroker broker = TestBroker.start(folder.resolve("broker"), settings);
                ToolRun run = new ToolRun(broker, folder)) {
            Invocation.all().stream()
                    .filter(Invocation::isRun)
                    .forEach(invocation -> outputs.put(invocation.name(), run.run(invocation)));
        }
        ToolFiles.keep(outputs);
        if (TestBroker.againstKafka() && WRITES) {
            ToolFiles.record(outputs);
        }
        judge(outputs);
        if (!TestBroker.againstKafka() && WRITES) {
            ToolTable.write(ToolTable.of(judgements.values()));
        }
    }

    private static void judge(Map<String, List<String>> outputs) {
        Map<String, List<String>> kafkas = ToolFiles.sections(ToolFiles.RECORDED);
        Map<String, List<String>> differences =
                TestBroker.againstKafka() ? Map.of() : ToolFiles.sections(ToolFiles.DIFFERENCES);
        for (Invocation invocation : Invocation.all()) {
            judgements.put(
                    invocation,
                    Judgement.of(
                            invocation,
                            outputs.getOrDefault(invocation.name(), List.of()),
                            kafkas.getOrDefault(invocation.name(), List.of()),
                            differences.getOrDefault(invocation.name(), List.of())));
        }
    }

    static List<Invocation> invocations() {
        return Invocation.all().stream().filter(Invocation::isRun).toList();
    }

    @ParameterizedTest
    @MethodSource("invocations")
    void everyToolHasTheExitCodeAndTheOutputThatItHasWithKafka(Invocation invocation) {
        Judgement judgement = judgements.get(invocation);

        if (invocation.missing().isPresent() && !TestBroker.againstKafka()) {
            assertThat(judgement.ours())
                    .as("listed as missing, and as with Kafka")
                    .isNotEqualTo(judgement.expected());
        } else {
            assertThat(judgement.ours()).containsExactlyElementsOf(judgement.expected());
        }
    }

    @Test
    void thePageOfConformanceTellsOfThisRun() {
        if (!TestBroker.againstKafka()) {
            assertThat(ToolTable.written()).isEqualTo(ToolTable.of(judgements.values()));
        }
    }
}
