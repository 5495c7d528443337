/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.groups;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.compat.StockTools;
import io.odradek.compat.TestBroker;
import io.odradek.compat.process.BrokerSetup;
import io.odradek.compat.process.Checkout;
import io.odradek.compat.process.KafkaJars;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * One broker of ours and one of Kafka 4.3.1 with the same topics, records and groups, and the tools of 4.3.1 and 3.9.2
 * that ask both the same. What a tool prints must be the same but for ids, ports, times and the columns' widths.
 */
final class GroupToolSides implements AutoCloseable {
    /** 2023-11-14T22:13:20Z, when the first record of each partition was made; the others follow second by second. */
    static final long FIRST_MS = 1_700_000_000_000L;

    private static final int COORDINATORS = 4;

    private static final Map<String, String> PROPERTIES = Map.of(
            "group.initial.rebalance.delay.ms", "0",
            "offsets.topic.num.partitions", Integer.toString(COORDINATORS),
            "auto.create.topics.enable", "false");

    private static final Map<KafkaJars, String> DUMP = Map.of(
            KafkaJars.CURRENT, "org.apache.kafka.tools.DumpLogSegments",
            KafkaJars.LEGACY, "kafka.tools.DumpLogSegments");

    private final List<TestBroker> brokers;
    private final Map<KafkaJars, StockTools> tools = new EnumMap<>(KafkaJars.class);

    private GroupToolSides(TestBroker ours, TestBroker theirs) {
        this.brokers = List.of(ours, theirs);
        for (KafkaJars version : KafkaJars.values()) {
            tools.put(version, new StockTools(version));
        }
    }

    static GroupToolSides start(Path folder) {
        TestBroker ours = TestBroker.start(folder.resolve("ours"), PROPERTIES);
        try {
            BrokerSetup setup = BrokerSetup.in(folder.resolve("theirs")).withProperties(PROPERTIES);
            return new GroupToolSides(ours, TestBroker.startKafka(setup.withJvmFlags("-Xmx512m")));
        } catch (RuntimeException | Error e) {
            ours.close();
            throw e;
        }
    }

    void both(Consumer<TestBroker> deed) {
        brokers.forEach(deed);
    }

    List<TestBroker> brokers() {
        return brokers;
    }

    /** A topic with ten records in each partition, one second apart. */
    void topic(String name, int partitions) {
        both(broker -> {
            TestBroker.get(broker.admin()
                    .createTopics(
                            List.of(new NewTopic(name, partitions, (short) 1).configs(Map.of("retention.ms", "-1"))))
                    .all());
            broker.awaitLeaders(name, partitions);
            try (KafkaProducer<byte[], byte[]> producer = broker.producer(Map.of())) {
                for (int i = 0; i < 10 * partitions; i++) {
                    long timeMs = FIRST_MS + i / partitions * 1_000L;
                    TestBroker.get(producer.send(
                            new ProducerRecord<>(name, i % partitions, timeMs, null, TestBroker.bytes("r" + i))));
                }
            }
        });
    }

    /** From outside of the group, which need not exist. */
    void commit(String group, String topic, long... offsets) {
        Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
        for (int i = 0; i < offsets.length; i++) {
            committed.put(new TopicPartition(topic, i), new OffsetAndMetadata(offsets[i]));
        }
        both(broker -> {
            try (KafkaConsumer<byte[], byte[]> consumer = broker.consumer(Map.of("group.id", group))) {
                consumer.assign(committed.keySet());
                consumer.commitSync(committed);
            }
        });
    }

    /** By the tools of both versions. */
    void same(String tool, String... arguments) {
        sameBy(KafkaJars.LEGACY, tool, arguments);
        sameBy(KafkaJars.CURRENT, tool, arguments);
    }

    /** The same, in whatever order: what is told of all groups comes as the broker finds them. */
    void sameInAnyOrder(String tool, String... arguments) {
        for (StockTools version : tools.values()) {
            List<List<String>> words = brokers.stream()
                    .map(broker -> Stream.of(
                                    run(version, broker, tool, arguments).split("\\s+", -1))
                            .sorted()
                            .toList())
                    .toList();
            assertThat(words.get(0)).as(tool + " " + List.of(arguments)).isEqualTo(words.get(1));
        }
    }

    /** By the newest tools only: for what older ones do not know. What they printed of ours. */
    String sameByNewest(String tool, String... arguments) {
        return sameBy(KafkaJars.CURRENT, tool, arguments);
    }

    /** By the tools of one version: for what can be asked once. What they printed of ours. */
    String sameBy(KafkaJars version, String tool, String... arguments) {
        List<String> printed = new ArrayList<>();
        for (TestBroker broker : brokers) {
            printed.add(run(toolsOf(version), broker, tool, arguments));
        }
        assertThat(printed.get(0))
                .as(version + " " + tool + " " + List.of(arguments))
                .isEqualTo(printed.get(1));
        return printed.get(0);
    }

    private StockTools toolsOf(KafkaJars version) {
        return Objects.requireNonNull(tools.get(version));
    }

    /**
     * What one of Kafka's formatters prints of a group's partition of the coordinators' topic, of that group only, each
     * line once; but for offsets that a member commits before it has read anything, or commits again, which is a matter
     * of moments.
     */
    String sameFormatted(KafkaJars version, String group, String formatter) {
        TopicPartition partition =
                new TopicPartition("__consumer_offsets", (int) (Math.abs((long) group.hashCode()) % COORDINATORS));
        List<String> printed = new ArrayList<>();
        for (TestBroker broker : brokers) {
            long end = TestBroker.get(broker.admin()
                            .listOffsets(Map.of(partition, OffsetSpec.latest()))
                            .partitionResult(partition))
                    .offset();
            String output = run(
                    toolsOf(version),
                    broker,
                    "org.apache.kafka.tools.consumer.ConsoleConsumer",
                    "--topic",
                    partition.topic(),
                    "--partition",
                    Integer.toString(partition.partition()),
                    "--offset",
                    "earliest",
                    "--max-messages",
                    Long.toString(end),
                    "--timeout-ms",
                    "15000",
                    "--formatter",
                    formatter);
            printed.add(output.replace("}{", "}\n{")
                    .replaceAll("Processed a total of \\d+ messages", "")
                    .lines()
                    .filter(line -> line.contains(group) && !line.contains("\"offset\":0,"))
                    .distinct()
                    .sorted()
                    .collect(Collectors.joining("\n")));
        }
        assertThat(printed.get(0)).as(formatter).isEqualTo(printed.get(1));
        return printed.get(0);
    }

    /** What a dump tool decodes of the coordinators' logs, as above. */
    String sameRecords(KafkaJars version, String text) {
        List<String> printed = new ArrayList<>();
        for (TestBroker broker : brokers) {
            StockTools.Outcome outcome = toolsOf(version)
                    .run(
                            Objects.requireNonNull(DUMP.get(version)),
                            "--offsets-decoder",
                            "--files",
                            String.join(",", logs(broker.process().dataFolder())));
            printed.add(outcome.output()
                    .lines()
                    .filter(line -> line.contains("key:") && line.contains(text))
                    .map(line -> mask(line.substring(line.indexOf("key:")), ""))
                    .filter(line -> !line.contains("\"offset\":0,"))
                    .distinct()
                    .sorted()
                    .collect(Collectors.joining("\n")));
        }
        assertThat(printed.get(0)).isEqualTo(printed.get(1));
        return printed.get(0);
    }

    private static List<String> logs(Path data) {
        try (Stream<Path> files = Files.walk(data)) {
            return files.map(Path::toString)
                    .filter(file -> file.contains("__consumer_offsets-") && file.endsWith(".log"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** By the launcher, in a process of its own. */
    void sameFromBin(String script, String... arguments) {
        List<String> printed = new ArrayList<>();
        for (TestBroker broker : brokers) {
            printed.add(runFromBin(script, broker.process().bootstrapServers(), arguments));
        }
        assertThat(printed.get(0)).as(script + " " + List.of(arguments)).isEqualTo(printed.get(1));
    }

    private static String runFromBin(String script, String server, String... arguments) {
        List<String> command = new ArrayList<>(
                List.of(Checkout.root().resolve("bin").resolve(script).toString(), "--bootstrap-server", server));
        command.addAll(List.of(arguments));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return "exit " + process.waitFor() + "\n" + masked(output, server);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String run(StockTools version, TestBroker broker, String tool, String... arguments) {
        String server = broker.process().bootstrapServers();
        StockTools.Outcome outcome = version.run(
                tool,
                Stream.concat(Stream.of("--bootstrap-server", server), Stream.of(arguments))
                        .toArray(String[]::new));
        return masked("exit " + outcome.exitCode() + "\n" + outcome.output() + outcome.errors(), server);
    }

    private static String masked(String text, String server) {
        return text.lines()
                .filter(line ->
                        !line.matches("\\s+at .*|\\s*\\.\\.\\. \\d+ more|.* (ERROR|WARN|INFO) .*|(SLF4J|log4j):.*"))
                .map(line -> mask(line, server))
                .sorted()
                .collect(Collectors.joining("\n"));
    }

    private static String mask(String line, String server) {
        return line.replaceAll(" +", " ")
                .replace(server.isEmpty() ? "\n" : server, "SERVER")
                .replaceAll("SERVER \\(\\d+\\)", "SERVER (ID)")
                .replaceAll("-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "-UUID")
                .replaceAll("(?<= )[A-Za-z0-9_-]{22}(?= )", "MEMBER")
                .replaceAll("\\[[0-9-]+ [0-9:,]+\\]", "[TIME]")
                .replaceAll("(Timestamp|timestamp)\":\\d+", "$1\":MS")
                .replaceAll("\"topicId\":\"[^\"]{22}\"", "\"topicId\":ID")
                .replaceAll("-+", "-")
                .trim();
    }

    @Override
    public void close() {
        tools.values().forEach(StockTools::close);
        brokers.forEach(TestBroker::close);
    }
}
