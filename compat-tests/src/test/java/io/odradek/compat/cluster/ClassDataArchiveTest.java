/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.cluster;

import static io.odradek.compat.cluster.TestCluster.START_MAX;
import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.compat.DumpOnFailure;
import io.odradek.compat.process.BrokerCluster;
import io.odradek.compat.process.BrokerKind;
import io.odradek.compat.process.ClusterSetup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What the build's training run has put into the archive is what a start loads (docs/decisions/0004-jvm-flags.md). */
@Timeout(120)
@ExtendWith(DumpOnFailure.class)
class ClassDataArchiveTest {
    /** Of 3,600 that a broker alone loads, and 4,400 with an ensemble's peer. What the JVM makes at run time is in none. */
    private static final int OTHERS_MAX = 150;

    private static final String FROM_ARCHIVE = "shared objects file";

    @TempDir
    Path folder;

    @Test
    void aBrokerAloneLoadsItsClassesFromTheArchive() {
        start(ClusterSetup.of(folder, 1, BrokerKind.ODRADEK).withProperties(Map.of("zookeeper.connect", "")));

        assertThat(loaded()).hasSize(1).allSatisfy(this::assertFromTheArchive);
    }

    @Test
    void aBrokerOfAnEnsembleInsideTheBrokersDoesToo() {
        start(ClusterSetup.of(folder, 3, BrokerKind.ODRADEK).withOwnEnsemble());

        assertThat(loaded()).hasSize(3).allSatisfy(this::assertFromTheArchive);
    }

    /** Until each answers; then it is killed. */
    private void start(ClusterSetup setup) {
        List<String> flags = List.of("-Xmx256m", "-Xlog:class+load:file=" + folder + "/classes-%p.log");
        try (BrokerCluster brokers = BrokerCluster.prepared(setup.withOdradekHeap(flags))) {
            brokers.start(START_MAX);
        }
    }

    private List<List<String>> loaded() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith("classes-"))
                    .map(ClassDataArchiveTest::lines)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void assertFromTheArchive(List<String> classes) {
        assertThat(classes).hasSizeGreaterThan(2_000);
        assertThat(classes)
                .filteredOn(line -> line.contains("source:") && !line.contains(FROM_ARCHIVE))
                .hasSizeLessThan(OTHERS_MAX);
    }
}
