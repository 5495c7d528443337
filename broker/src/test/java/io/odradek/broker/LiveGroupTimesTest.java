/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.broker.config.BrokerConfig;
import io.odradek.broker.config.LiveSettings;
import io.odradek.broker.coordinator.group.ConsumerGroupTimes;
import io.odradek.controller.ConfigEntity;
import io.odradek.controller.ConfigImage;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LiveGroupTimesTest {
    private final LiveSettings settings = new LiveSettings(
            BrokerConfig.of(Map.of("broker.id", "1", "group.consumer.heartbeat.interval.ms", "6000")), 1);
    private final LiveGroupTimes times = new LiveGroupTimes(settings);

    @Test
    void aGroupHasTheBrokersTimesUntilItHasItsOwn() {
        ConsumerGroupTimes.OfGroup before = times.of("g");
        assertThat(before.heartbeatMs()).isEqualTo(6_000);
        assertThat(before.isCurrent()).isTrue();

        settings.update(
                ConfigImage.of(Map.of(ConfigEntity.group("g"), Map.of("consumer.heartbeat.interval.ms", "7000"))));

        assertThat(before.isCurrent()).isFalse();
        assertThat(times.of("g").heartbeatMs()).isEqualTo(7_000);
        assertThat(times.of("g").isCurrent()).isTrue();
        assertThat(times.of("other").heartbeatMs()).isEqualTo(6_000);
    }
}
