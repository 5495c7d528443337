/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.broker.log.LogConfig;
import io.odradek.controller.Outcome;
import io.odradek.protocol.error.ErrorCode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicConfigsTest {
    private static BrokerSettings file(Map<String, String> properties) {
        return BrokerSettings.of(BrokerConfig.of(properties));
    }

    @Test
    void withoutAnySettingALogHasKafkasDefaults() {
        assertThat(TopicConfigs.of(file(Map.of()), Map.of()).logConfig()).isEqualTo(LogConfig.DEFAULTS);
    }

    @Test
    void overridesReachTheLog() {
        LogConfig config = TopicConfigs.of(
                        file(Map.of()),
                        Map.of(
                                "cleanup.policy", "compact",
                                "segment.bytes", "2000000",
                                "message.timestamp.type", "LogAppendTime",
                                "compression.type", "zstd",
                                "compression.zstd.level", "7",
                                "flush.messages", "1"))
                .logConfig();

        assertThat(config.retention().compact()).isTrue();
        assertThat(config.retention().delete()).isFalse();
        assertThat(config.roll().segmentBytes()).isEqualTo(2000000);
        assertThat(config.batches().logAppendTime()).isTrue();
        assertThat(config.batches().recompression()).isEqualTo(new LogConfig.Recompression("zstd", 7));
        assertThat(config.flush().flushMessages()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "log.retention.hours, 2, retention.ms, 7200000",
        "log.retention.minutes, 2, retention.ms, 120000",
        "log.retention.ms, 2, retention.ms, 2",
        "log.retention.hours, -1, retention.ms, -1",
        "log.retention.ms, -7, retention.ms, -1",
        "log.roll.hours, 3, segment.ms, 10800000",
        "log.roll.jitter.hours, 1, segment.jitter.ms, 3600000",
        "log.flush.scheduler.interval.ms, 5, flush.ms, 5",
        "message.max.bytes, 77, max.message.bytes, 77",
    })
    void theBrokersKeyGivesTheTopicsDefaultInItsUnit(String brokerKey, String value, String topicKey, long expected) {
        TopicConfigs topic = TopicConfigs.of(file(Map.of(brokerKey, value)), Map.of());

        assertThat(topic.value(KeyTable.topic().require(topicKey)))
                .extracting(Object::toString)
                .isEqualTo(Long.toString(expected));
    }

    @Test
    void theFinestUnitWinsWhereSeveralAreSet() {
        BrokerSettings broker = file(Map.of("log.retention.hours", "1", "log.retention.minutes", "2"));

        assertThat(TopicConfigs.of(broker, Map.of()).get(TopicKeys.RETENTION_MS))
                .isEqualTo(120000);
    }

    @Test
    void theSourceOfAValueIsWhereItComesFromInWhateverUnit() {
        TopicConfigs topic = TopicConfigs.of(file(Map.of("log.roll.hours", "2")), Map.of("retention.ms", "5"));

        assertThat(topic.source("segment.ms")).isEqualTo(ConfigLayer.FILE);
        assertThat(topic.source("retention.ms")).isEqualTo(ConfigLayer.TOPIC);
        assertThat(topic.source("segment.jitter.ms")).isEqualTo(ConfigLayer.DEFAULT);
        assertThat(topic.source("cleanup.policy")).isEqualTo(ConfigLayer.DEFAULT);
    }

    @Test
    void smallSegmentsNeedTheInternalKey() {
        TopicConfigs topic = TopicConfigs.of(file(Map.of()), Map.of("internal.segment.bytes", "500"));

        assertThat(topic.logConfig().roll().segmentBytes()).isEqualTo(500);
        assertThat(check(Map.of("segment.bytes", "500"))).isEqualTo(ErrorCode.INVALID_CONFIG);
    }

    @Test
    void anOverrideThatAnotherReleaseAllowedGivesWayToTheDefault() {
        TopicConfigs topic = TopicConfigs.of(file(Map.of()), Map.of("segment.bytes", "14"));

        assertThat(topic.get(TopicKeys.SEGMENT_BYTES)).isEqualTo(1 << 30);
    }

    /** Codes as Kafka 4.3.1 answered them. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "retention.mss | 1000 | INVALID_CONFIG",
                "retention.ms | abc | INVALID_CONFIG",
                "retention.ms | -2 | INVALID_CONFIG",
                "retention.ms | -1 | NONE",
                "compression.type | brotli | INVALID_CONFIG",
                "cleanup.policy | '' | NONE",
                "cleanup.policy | delete,delete | NONE",
                "cleanup.policy | compact,delete | NONE",
                "remote.storage.enable | true | INVALID_CONFIG",
                "leader.replication.throttled.replicas | x | INVALID_CONFIG",
                "leader.replication.throttled.replicas | 0:1,1:2 | NONE",
                "leader.replication.throttled.replicas | * | NONE",
                "local.retention.ms | 700000000 | NONE",
                "message.format.version | 3.0 | NONE",
            })
    void anOverrideIsCheckedBeforeItIsStored(String name, String value, ErrorCode expected) {
        assertThat(check(Map.of(name, value))).isEqualTo(expected);
    }

    @Test
    void theCompactionLagsMustNotCross() {
        assertThat(check(Map.of("min.compaction.lag.ms", "50", "max.compaction.lag.ms", "5")))
                .isEqualTo(ErrorCode.INVALID_CONFIG);
        assertThat(check(Map.of("min.compaction.lag.ms", "5", "max.compaction.lag.ms", "50")))
                .isEqualTo(ErrorCode.NONE);
    }

    @Test
    void internalKeysAndThoseThatKafka4RemovedAreShownOfATopicThatHasThem() {
        assertThat(shown(Map.of()))
                .contains("segment.bytes")
                .doesNotContain("internal.segment.bytes", "message.format.version", "message.downconversion.enable");
        assertThat(shown(Map.of("internal.segment.bytes", "1000", "message.format.version", "3.0")))
                .contains("internal.segment.bytes", "message.format.version")
                .doesNotContain("message.downconversion.enable");
    }

    private static List<String> shown(Map<String, String> overrides) {
        return ConfigDescriptions.topic(TopicConfigs.of(file(Map.of()), overrides), name -> true).stream()
                .map(DescribedKey::name)
                .toList();
    }

    private static ErrorCode check(Map<String, String> overrides) {
        BrokerSettings broker = file(Map.of());
        return new TopicRules(() -> broker, topic -> Outcome.OK)
                .check(overrides)
                .error();
    }
}
