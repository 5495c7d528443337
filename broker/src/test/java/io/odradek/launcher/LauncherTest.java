/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The scripts in bin/, run as they are, with a java that writes down how it was called. */
@Timeout(60)
class LauncherTest {
    private static final Path BIN = Path.of("").toAbsolutePath().resolveSibling("bin");

    @TempDir
    Path folder;

    private Path jdk;

    @BeforeEach
    void aJdkThatOnlyListens() throws IOException {
        jdk = jdk("jdk", "17.0.9");
        Path archive = Files.createDirectories(folder.resolve("dist/archive/17.0.9"));
        Files.createFile(folder.resolve("dist/built"));
        builtAt("2026-01-01T00:00:00Z");
        Files.writeString(archive.resolve("classes.jsa"), "x");
        Files.writeString(archive.resolve("made-for"), jdk + " " + folder.resolve("dist") + "\n");
    }

    private void builtAt(String time) throws IOException {
        Files.setLastModifiedTime(folder.resolve("dist/built"), FileTime.from(Instant.parse(time)));
    }

    private Path jdk(String name, String release) throws IOException {
        Path home = folder.resolve(name);
        Files.createDirectories(home.resolve("bin"));
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"Test\"\nJAVA_VERSION=\"" + release + "\"\n");
        Path java = home.resolve("bin/java");
        Files.writeString(java, "#!/bin/sh\nprintf '%s\\n' \"libraries=$LD_LIBRARY_PATH\" \"$@\"\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        return home;
    }

    private record Run(int exitCode, List<String> lines) {}

    private Run run(Map<String, String> variables, String script, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(BIN.resolve(script).toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("KAFKA_") || name.equals("CLASSPATH"));
        builder.environment().putAll(variables);
        Process process = builder.start();
        List<String> lines = process.inputReader().lines().toList();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new Run(process.exitValue(), lines);
    }

    private Run start(Map<String, String> variables, String... arguments) throws Exception {
        return startServer("kafka-server-start.sh", variables, arguments);
    }

    private Run startServer(String script, Map<String, String> variables, String... arguments) throws Exception {
        var all = new HashMap<>(Map.of(
                "JAVA_HOME",
                jdk.toString(),
                "ODRADEK_DIST",
                folder.resolve("dist").toString()));
        all.putAll(variables);
        return run(all, script, arguments);
    }

    @Test
    void withoutArgumentsTheShippedFileIsTaken() throws Exception {
        Run run = start(Map.of());

        assertThat(run.lines())
                .endsWith(
                        "io.odradek.broker.Main",
                        BIN.resolveSibling("config/server.properties").toString())
                .contains("-cp", folder.resolve("dist/lib/odradek-broker.jar").toString());
    }

    @Test
    void librariesAreLookedForInTheDistributionAndThenWhereTheyWere() throws Exception {
        Run run = start(Map.of("LD_LIBRARY_PATH", "/mine:/theirs"));

        assertThat(run.lines()).contains("libraries=" + folder.resolve("dist/native") + ":/mine:/theirs");
    }

    @Test
    void overridesWithoutAFileChangeTheShippedOne() throws Exception {
        Run run = start(Map.of(), "--override", "broker.id=7", "--override", "log.dirs=/with a space");

        assertThat(run.lines())
                .endsWith(
                        "io.odradek.broker.Main",
                        BIN.resolveSibling("config/server.properties").toString(),
                        "--override",
                        "broker.id=7",
                        "--override",
                        "log.dirs=/with a space");
    }

    @Test
    void aFileOfOnesOwnComesFirst() throws Exception {
        Run run = start(Map.of(), "-name", "kafkaServer", "-loggc", "my.properties", "--override", "a=b");

        assertThat(run.lines()).endsWith("io.odradek.broker.Main", "my.properties", "--override", "a=b");
    }

    @Test
    void zooKeepersOwnServerIsStartedFromTheBrokersJars() throws Exception {
        String main = "org.apache.zookeeper.server.quorum.QuorumPeerMain";

        Run shipped = startServer("zookeeper-server-start.sh", Map.of("KAFKA_OPTS", "-Dmine=1"));
        Run own = startServer("zookeeper-server-start.sh", Map.of("KAFKA_HEAP_OPTS", "-Xmx1g"), "my.properties");

        assertThat(shipped.lines())
                .endsWith(
                        main, BIN.resolveSibling("config/zookeeper.properties").toString())
                .contains("-cp", folder.resolve("dist/lib/odradek-broker.jar").toString())
                .contains("-Xmx512m", "-Dmine=1");
        assertThat(own.lines())
                .endsWith(main, "my.properties")
                .contains("-Xmx1g")
                .doesNotContain("-Xmx512m");
    }

    @Test
    void kafkasVariablesReplaceTheDefaults() throws Exception {
        Run run = start(Map.of(
                "KAFKA_HEAP_OPTS", "-Xmx2g -Xms1g",
                "KAFKA_OPTS", "-Dmine=1",
                "KAFKA_JVM_PERFORMANCE_OPTS", "-XX:+UseZGC",
                "KAFKA_GC_LOG_OPTS", "-Xlog:gc",
                "JMX_PORT", "9999",
                "LOG_DIR", "/var/log/mine",
                "CLASSPATH", "/plugins/a.jar"));

        assertThat(run.lines())
                .contains("-Xmx2g", "-Xms1g", "-Dmine=1", "-XX:+UseZGC", "-Xlog:gc")
                .contains("-Dcom.sun.management.jmxremote.port=9999", "-Dkafka.logs.dir=/var/log/mine")
                .contains(folder.resolve("dist/lib/odradek-broker.jar") + ":/plugins/a.jar")
                .doesNotContain("-XX:+UseSerialGC");
    }

    @Test
    void anArchiveIsUsedWhenItIsOfThisJdkAndNewerThanTheJars() throws Exception {
        String flag = "-XX:SharedArchiveFile=" + folder.resolve("dist/archive/17.0.9/classes.jsa");

        assertThat(start(Map.of()).lines()).contains(flag);

        builtAt("2100-01-01T00:00:00Z");

        assertThat(start(Map.of()).lines()).doesNotContain(flag).contains("io.odradek.broker.Main");
    }

    @Test
    void aJdkThatIsTooOldOrNoneIsNamed() throws Exception {
        Path old = jdk("old", "11.0.2");

        Run tooOld = start(Map.of("JAVA_HOME", old.toString()));
        Run none = start(Map.of("JAVA_HOME", folder.resolve("nowhere").toString()));

        assertThat(tooOld.exitCode()).isEqualTo(1);
        assertThat(tooOld.lines()).singleElement().asString().contains("Java 11.0.2", "JDK 17 or newer");
        assertThat(none.exitCode()).isEqualTo(1);
        assertThat(none.lines()).singleElement().asString().contains("not a JDK");
    }

    @Test
    void aDaemonWritesToTheLogFolder() throws Exception {
        Path logs = folder.resolve("logs");

        Run run = start(Map.of("LOG_DIR", logs.toString()), "-daemon", "my.properties");

        assertThat(run.exitCode()).isZero();
        assertThat(run.lines()).isEmpty();
        assertThat(logs.resolve("kafkaServer.out")).exists();
    }

    @Test
    void aToolRunsKafkasClassOnKafkasJarsOnly() throws Exception {
        Path tools = Files.createDirectories(folder.resolve("tools"));
        Map<String, String> variables =
                Map.of("JAVA_HOME", jdk.toString(), "KAFKA_TOOLS_LIB", tools.toString(), "KAFKA_OPTS", "-Dmine=1");

        Run run = run(variables, "kafka-topics.sh", "--list", "--bootstrap-server", "a b");

        assertThat(run.lines())
                .endsWith("org.apache.kafka.tools.TopicCommand", "--list", "--bootstrap-server", "a b")
                .contains("-cp", tools + "/*", "-Dmine=1", "-Xmx256M")
                .noneMatch(line -> line.contains("odradek-broker.jar"));
    }

    @Test
    void theToolsHeapCanBeChosen() throws Exception {
        Path tools = Files.createDirectories(folder.resolve("tools"));
        Map<String, String> variables =
                Map.of("JAVA_HOME", jdk.toString(), "KAFKA_TOOLS_LIB", tools.toString(), "KAFKA_HEAP_OPTS", "-Xmx77M");

        Run run = run(variables, "kafka-producer-perf-test.sh");

        assertThat(run.lines()).contains("-Xmx77M").doesNotContain("-Xmx512M");
    }
}
