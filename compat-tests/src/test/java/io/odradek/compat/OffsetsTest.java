/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat;

import static io.odradek.compat.TestBroker.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.compat.process.KafkaJars;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Offsets of consumers that assign themselves what they read: stock clients, a kill, and Kafka's own decoder. */
@Timeout(90)
@ExtendWith(DumpOnFailure.class)
class OffsetsTest {
    private static final String DUMP = "org.apache.kafka.tools.DumpLogSegments";
    private static final Duration STOP = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    @Test
    void whatIsCommittedIsFoundListedChangedTakenBackAndDecoded() throws Exception {
        try (TestBroker broker = TestBroker.start(folder, Map.of("offsets.topic.num.partitions", "3"))) {
            TopicPartition first = new TopicPartition(broker.topic(2, Map.of()), 0);
            TopicPartition second = new TopicPartition(first.topic(), 1);
            OffsetAndMetadata five = new OffsetAndMetadata(5, Optional.of(0), "five");
            OffsetAndMetadata seven = new OffsetAndMetadata(7);

            commit(broker, "g", Map.of(first, five, second, seven));
            assertThat(committed(broker, "g", first, second)).isEqualTo(Map.of(first, five, second, seven));
            broker.process().kill();
            broker.process().start(TestBroker.START_MAX);
            assertThat(committed(broker, "g", first, second)).isEqualTo(Map.of(first, five, second, seven));

            get(broker.admin()
                    .alterConsumerGroupOffsets("g", Map.of(first, seven))
                    .all());
            get(broker.admin().deleteConsumerGroupOffsets("g", Set.of(second)).all());
            assertThat(get(broker.admin().listConsumerGroupOffsets("g").partitionsToOffsetAndMetadata()))
                    .isEqualTo(Map.of(first, seven));
            TopicDescription topic = get(broker.admin()
                            .describeTopics(List.of("__consumer_offsets"))
                            .allTopicNames())
                    .get("__consumer_offsets");
            assertThat(topic.isInternal()).isTrue();
            assertThat(topic.partitions()).hasSize(3);
            broker.process().stop(STOP);
        }
        assertThat(decoded())
                .contains("\"group\":\"g\"", "\"offset\":5", "\"metadata\":\"five\"", "\"offset\":7")
                .doesNotContain("invalid", "rror");
    }

    private static void commit(TestBroker broker, String group, Map<TopicPartition, OffsetAndMetadata> offsets) {
        try (KafkaConsumer<byte[], byte[]> consumer = broker.consumer(Map.of("group.id", group))) {
            consumer.assign(offsets.keySet());
            consumer.commitSync(offsets);
        }
    }

    private static Map<TopicPartition, OffsetAndMetadata> committed(
            TestBroker broker, String group, TopicPartition... partitions) {
        try (KafkaConsumer<byte[], byte[]> consumer = broker.consumer(Map.of("group.id", group))) {
            return consumer.committed(Set.of(partitions));
        }
    }

    private String decoded() throws IOException {
        StringBuilder text = new StringBuilder();
        try (StockTools tools = new StockTools(KafkaJars.CURRENT);
                Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(
                            path -> path.getParent().getFileName().toString().startsWith("__consumer_off")
                                    && path.toString().endsWith(".log"))
                    .toList()) {
                text.append(tools.run(DUMP, "--offsets-decoder", "--files", file.toString())
                        .output());
            }
        }
        return text.toString();
    }
}
