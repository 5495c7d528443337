/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.controller.ConfigEntity;
import io.odradek.controller.ConfigImage;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The chains here are what Kafka 4.3.1 answered to the same steps. */
class BrokerSettingsTest {
    private final BrokerSettings file = BrokerSettings.of(BrokerConfig.of(Map.of("log.retention.hours", "100")));

    @Test
    void whatIsStoredForThisBrokerWinsOverAllBrokersOverTheFileOverTheDefault() {
        BrokerSettings settings = BrokerSettings.of(BrokerConfig.of(Map.of("message.max.bytes", "1")))
                .withStored(Map.of("message.max.bytes", "3"), Map.of("message.max.bytes", "2"));

        assertThat(settings.layers("message.max.bytes"))
                .containsExactly(
                        new LayeredValue("message.max.bytes", "3", ConfigLayer.BROKER),
                        new LayeredValue("message.max.bytes", "2", ConfigLayer.ALL_BROKERS),
                        new LayeredValue("message.max.bytes", "1", ConfigLayer.FILE),
                        new LayeredValue("message.max.bytes", "1048588", ConfigLayer.DEFAULT));
        assertThat(settings.value("message.max.bytes")).isEqualTo(3);
    }

    @Test
    void aChainGoesOnWithTheSameSettingInCoarserUnits() {
        BrokerSettings settings = file.withStored(Map.of(), Map.of("log.retention.ms", "777777"));

        assertThat(settings.layers("log.retention.ms"))
                .containsExactly(
                        new LayeredValue("log.retention.ms", "777777", ConfigLayer.ALL_BROKERS),
                        new LayeredValue("log.retention.hours", "100", ConfigLayer.FILE),
                        new LayeredValue("log.retention.hours", "168", ConfigLayer.DEFAULT));
    }

    @Test
    void aChainThatWouldNotBeginWithTheKeyItselfIsEmpty() {
        assertThat(file.layers("log.retention.ms")).isEmpty();
        assertThat(file.layers("log.retention.hours"))
                .containsExactly(
                        new LayeredValue("log.retention.hours", "100", ConfigLayer.FILE),
                        new LayeredValue("log.retention.hours", "168", ConfigLayer.DEFAULT));
    }

    @Test
    void storedValuesThatMayNotChangeOrCannotBeReadAreLeftOut() {
        BrokerSettings settings = file.withStored(
                Map.of("num.partitions", "9", "message.max.bytes", "many", "from.the.future", "1"), Map.of());

        assertThat(settings.get(Keys.NUM_PARTITIONS)).isEqualTo(1);
        assertThat(settings.value("message.max.bytes")).isEqualTo(1048588);
        assertThat(settings.layers("message.max.bytes")).hasSize(1);
    }

    @Test
    void liveSettingsFollowTheStore() {
        var live = new LiveSettings(BrokerConfig.of(Map.of("broker.id", "7")), 7);

        live.update(ConfigImage.of(Map.of(
                ConfigEntity.broker(7), Map.of("message.max.bytes", "70000"),
                ConfigEntity.broker(8), Map.of("log.retention.ms", "1"),
                ConfigEntity.allBrokers(), Map.of("log.segment.bytes", "2000000"),
                ConfigEntity.topic("t"), Map.of("retention.ms", "5"))));

        assertThat(live.topic("t").get(TopicKeys.RETENTION_MS)).isEqualTo(5);
        assertThat(live.topic("t").get(TopicKeys.MAX_MESSAGE_BYTES)).isEqualTo(70000);
        assertThat(live.topic("other").get(TopicKeys.SEGMENT_BYTES)).isEqualTo(2000000);
        assertThat(live.topic("other").get(TopicKeys.RETENTION_MS)).isEqualTo(604800000L);
    }
}
