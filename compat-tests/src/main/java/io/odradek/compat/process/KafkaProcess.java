/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The newest Apache Kafka: KRaft, broker and controller in one process, default configuration. */
public final class KafkaProcess extends BrokerProcess {
    /** Of Log4j, for what Kafka ships: all to the console. */
    public static final String CONSOLE_LOGGING = """
                appender.console.type=Console
                appender.console.name=console
                appender.console.layout.type=PatternLayout
                appender.console.layout.pattern=[%d] %p %m (%c)%n
                rootLogger.level=INFO
                rootLogger.appenderRef.console.ref=console
                """;

    private static final String CLUSTER_ID = "b2RyYWRlay1vcmFjbGUtMQ";

    private final int controllerPort = FreePorts.one();

    public KafkaProcess(BrokerSetup setup) {
        super(setup);
    }

    @Override
    public String name() {
        return "Kafka";
    }

    @Override
    Map<String, String> ownProperties() {
        return Map.of(
                "process.roles",
                "broker,controller",
                "node.id",
                "1",
                "controller.quorum.voters",
                "1@127.0.0.1:" + controllerPort,
                "controller.listener.names",
                "CONTROLLER",
                "listener.security.protocol.map",
                "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT",
                MORE_LISTENERS,
                "CONTROLLER://127.0.0.1:" + controllerPort,
                "share.coordinator.state.topic.replication.factor",
                "1",
                "share.coordinator.state.topic.min.isr",
                "1");
    }

    @Override
    void format(Path propertiesFile) {
        List<String> arguments = List.of("format", "-t", CLUSTER_ID, "-c", propertiesFile.toString());
        List<String> command =
                JavaCommand.of(KafkaJars.CURRENT, List.of("-Xmx256m"), "kafka.tools.StorageTool", arguments);
        try (ChildProcess tool = ChildProcess.start("kafka-storage", command, Map.of(), outputFile())) {
            if (!tool.waitFor(Duration.ofSeconds(60)) || tool.exitCode() != 0) {
                throw new IllegalStateException("cannot format: " + tool.describe());
            }
        }
    }

    @Override
    List<String> command(Path propertiesFile) {
        List<String> flags = new ArrayList<>(setup().jvmFlags());
        flags.addAll(JavaCommand.kafkaFlags(KafkaJars.CURRENT));
        flags.add("-Dlog4j2.configurationFile=" + logConfiguration());
        return JavaCommand.of(KafkaJars.CURRENT, flags, "kafka.Kafka", List.of(propertiesFile.toString()));
    }

    @Override
    Map<String, String> environment() {
        return Map.of();
    }

    private Path logConfiguration() {
        return write(setup().folder().resolve("log4j2.properties"), CONSOLE_LOGGING);
    }
}
