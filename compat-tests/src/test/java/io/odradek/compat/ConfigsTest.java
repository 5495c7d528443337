/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat;

import static io.odradek.compat.TestBroker.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.AlterConfigsOptions;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ConfigEntry.ConfigSource;
import org.apache.kafka.clients.admin.ConfigEntry.ConfigType;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Configuration of topics, brokers and loggers, and the log directories, through the stock Admin client. */
@Timeout(60)
@ExtendWith(DumpOnFailure.class)
class ConfigsTest {

    @TempDir
    static Path folder;

    private static TestBroker broker;
    private static String brokerId;

    @BeforeAll
    static void start() {
        broker = TestBroker.start(folder);
        brokerId =
                get(broker.admin().describeCluster().nodes()).iterator().next().idString();
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void aTopicsConfigurationTellsWhereEachValueComesFrom() {
        ConfigResource topic =
                new ConfigResource(ConfigResource.Type.TOPIC, broker.topic(1, Map.of("retention.ms", "5000")));

        Config config = describe(topic);

        assertThat(config.get("retention.ms").value()).isEqualTo("5000");
        assertThat(config.get("retention.ms").source()).isEqualTo(ConfigSource.DYNAMIC_TOPIC_CONFIG);
        assertThat(config.get("retention.ms").isDefault()).isFalse();
        assertThat(config.get("segment.bytes").value()).isEqualTo("1073741824");
        assertThat(config.get("segment.bytes").source()).isEqualTo(ConfigSource.DEFAULT_CONFIG);
        assertThat(config.get("segment.bytes").type()).isEqualTo(ConfigType.INT);
        assertThat(config.get("cleanup.policy").value()).isEqualTo("delete");
        assertThat(config.get("cleanup.policy").type()).isEqualTo(ConfigType.LIST);
        assertThat(config.entries()).hasSizeGreaterThan(25).allMatch(entry -> !entry.isReadOnly());
    }

    @Test
    void synonymsAndDocumentationComeWhenTheyAreAskedFor() {
        ConfigResource topic =
                new ConfigResource(ConfigResource.Type.TOPIC, broker.topic(1, Map.of("segment.bytes", "2000000")));

        Config config = get(broker.admin()
                        .describeConfigs(
                                List.of(topic),
                                new DescribeConfigsOptions()
                                        .includeSynonyms(true)
                                        .includeDocumentation(true))
                        .all())
                .get(topic);

        assertThat(config.get("segment.bytes").synonyms())
                .extracting(ConfigEntry.ConfigSynonym::name)
                .containsExactly("segment.bytes", "log.segment.bytes");
        assertThat(config.get("segment.bytes").documentation()).isNotBlank();
    }

    @Test
    void anIncrementalChangeSetsAndDeletesOnlyWhatItNames() {
        ConfigResource topic = new ConfigResource(
                ConfigResource.Type.TOPIC, broker.topic(1, Map.of("retention.ms", "5000", "segment.ms", "6000")));

        alter(topic, op("retention.ms", "7000", OpType.SET), op("segment.ms", "", OpType.DELETE));

        await().untilAsserted(() -> {
            Config config = describe(topic);
            assertThat(config.get("retention.ms").value()).isEqualTo("7000");
            assertThat(config.get("segment.ms").source()).isEqualTo(ConfigSource.DEFAULT_CONFIG);
        });
    }

    @Test
    void aListGrowsAndShrinks() {
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, broker.topic());

        alter(topic, op("cleanup.policy", "compact", OpType.APPEND));
        await().untilAsserted(() ->
                assertThat(describe(topic).get("cleanup.policy").value()).isEqualTo("delete,compact"));
        alter(topic, op("cleanup.policy", "delete", OpType.SUBTRACT));

        await().untilAsserted(() ->
                assertThat(describe(topic).get("cleanup.policy").value()).isEqualTo("compact"));
    }

    @Test
    void aChangedLimitHoldsForTheNextRecord() {
        String name = broker.topic();
        broker.send(name, "x".repeat(2000));

        alter(new ConfigResource(ConfigResource.Type.TOPIC, name), op("max.message.bytes", "1000", OpType.SET));

        await().untilAsserted(() -> assertThatThrownBy(() -> broker.send(name, "x".repeat(2000)))
                .hasCauseInstanceOf(RecordTooLargeException.class));
    }

    @Test
    void whatMakesNoSenseIsRefusedAndChangesNothing() {
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, broker.topic());

        assertThatThrownBy(() -> alter(topic, op("retention.ms", "soon", OpType.SET)))
                .hasCauseInstanceOf(InvalidConfigurationException.class);
        assertThatThrownBy(() -> alter(topic, op("no.such.key", "1", OpType.SET)))
                .hasCauseInstanceOf(InvalidConfigurationException.class);
        assertThatThrownBy(() -> alter(topic, op("retention.ms", "1", OpType.SET), op("retention.ms", "2", OpType.SET)))
                .hasCauseInstanceOf(InvalidRequestException.class);
        assertThat(describe(topic).get("retention.ms").source()).isEqualTo(ConfigSource.DEFAULT_CONFIG);
    }

    @Test
    void aValidationChangesNothing() {
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, broker.topic());

        get(broker.admin()
                .incrementalAlterConfigs(
                        Map.of(topic, List.of(op("retention.ms", "5", OpType.SET))),
                        new AlterConfigsOptions().validateOnly(true))
                .all());

        assertThat(describe(topic).get("retention.ms").source()).isEqualTo(ConfigSource.DEFAULT_CONFIG);
    }

    @Test
    void anUnknownTopicHasNoConfiguration() {
        assertThatThrownBy(() -> describe(new ConfigResource(ConfigResource.Type.TOPIC, "unknown")))
                .hasCauseInstanceOf(UnknownTopicOrPartitionException.class);
    }

    @Test
    void theBrokerTellsItsStaticConfiguration() {
        Config config = describe(new ConfigResource(ConfigResource.Type.BROKER, brokerId));

        assertThat(config.get("listeners").value())
                .contains("PLAINTEXT://127.0.0.1:" + broker.process().port());
        assertThat(config.get("listeners").source()).isEqualTo(ConfigSource.STATIC_BROKER_CONFIG);
        assertThat(config.get("log.segment.bytes").source()).isEqualTo(ConfigSource.DEFAULT_CONFIG);
        assertThat(config.get("num.partitions").isReadOnly()).isTrue();
    }

    @Test
    void aDynamicBrokerSettingIsADefaultForTopics() {
        ConfigResource everyBroker = new ConfigResource(ConfigResource.Type.BROKER, "");
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, broker.topic());

        alter(everyBroker, op("log.segment.bytes", "2097152", OpType.SET));

        await().untilAsserted(() -> {
            ConfigEntry entry = describe(topic).get("segment.bytes");
            assertThat(entry.value()).isEqualTo("2097152");
            assertThat(entry.source()).isEqualTo(ConfigSource.DYNAMIC_DEFAULT_BROKER_CONFIG);
        });
        alter(everyBroker, op("log.segment.bytes", "", OpType.DELETE));
        await().untilAsserted(() ->
                assertThat(describe(topic).get("segment.bytes").value()).isEqualTo("1073741824"));
    }

    @Test
    void aSettingThatNeedsARestartCannotBeChanged() {
        assertThatThrownBy(() -> alter(
                        new ConfigResource(ConfigResource.Type.BROKER, brokerId), op("broker.rack", "r", OpType.SET)))
                .hasCauseInstanceOf(InvalidRequestException.class);
    }

    @Test
    void aLoggersLevelCanBeChanged() {
        ConfigResource loggers = new ConfigResource(ConfigResource.Type.BROKER_LOGGER, brokerId);
        String logger = describe(loggers).entries().iterator().next().name();

        alter(loggers, op(logger, "DEBUG", OpType.SET));

        assertThat(describe(loggers).get(logger).value()).isEqualTo("DEBUG");
        assertThat(describe(loggers).get(logger).source()).isEqualTo(ConfigSource.DYNAMIC_BROKER_LOGGER_CONFIG);
        alter(loggers, op(logger, "INFO", OpType.SET));
    }

    @Test
    void theLogDirectoryTellsTheSizeOfEachReplica() {
        String topic = broker.topic();
        broker.send(topic, "some", "records");

        Map<String, LogDirDescription> folders = get(broker.admin()
                        .describeLogDirs(List.of(Integer.parseInt(brokerId)))
                        .allDescriptions())
                .get(Integer.parseInt(brokerId));

        assertThat(folders).hasSize(1);
        LogDirDescription description =
                folders.get(broker.process().dataFolder().toString());
        assertThat(description.error()).isNull();
        assertThat(description.totalBytes().orElse(-1)).isPositive();
        assertThat(description.replicaInfos().get(new TopicPartition(topic, 0)).size())
                .isPositive();
        assertThat(description.replicaInfos().get(new TopicPartition(topic, 0)).offsetLag())
                .isZero();
    }

    private static AlterConfigOp op(String key, String value, OpType type) {
        return new AlterConfigOp(new ConfigEntry(key, value), type);
    }

    private static void alter(ConfigResource resource, AlterConfigOp... operations) {
        get(broker.admin()
                .incrementalAlterConfigs(Map.of(resource, List.of(operations)))
                .all());
    }

    private static Config describe(ConfigResource resource) {
        return get(broker.admin().describeConfigs(List.of(resource)).all()).get(resource);
    }
}
