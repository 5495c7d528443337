/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ZooKeeperSettingsTest {
    @Test
    void theConnectStringMayEndInAChroot() {
        ZooKeeperSettings settings = ZooKeeperSettings.of("a:1,b:2/kafka/prod/");

        assertThat(settings.servers()).isEqualTo("a:1,b:2");
        assertThat(settings.chroot()).isEqualTo("/kafka/prod");
        assertThat(ZooKeeperSettings.of("a:1").chroot()).isEmpty();
        assertThat(ZooKeeperSettings.of("a:1/").chroot()).isEmpty();
    }

    @Test
    void timeoutsFollowKafkasDefaults() {
        assertThat(ZooKeeperSettings.of("a:1").timeouts()).isEqualTo(new ZooKeeperSettings.Timeouts(18_000, 18_000));
        Map<String, String> keys = Map.of("zookeeper.session.timeout.ms", "6000");
        assertThat(ZooKeeperSettings.ofKafka("a:1", keys::get).timeouts())
                .isEqualTo(new ZooKeeperSettings.Timeouts(6_000, 6_000));
    }

    @Test
    void kafkasTlsKeysBecomeZooKeepers() {
        Map<String, String> keys = Map.of(
                "zookeeper.ssl.client.enable", "true",
                "zookeeper.clientCnxnSocket", "org.apache.zookeeper.ClientCnxnSocketNetty",
                "zookeeper.ssl.keystore.location", "/k",
                "zookeeper.ssl.truststore.password", "secret",
                "zookeeper.ssl.cipher.suites", "X,Y",
                "zookeeper.ssl.endpoint.identification.algorithm", "https",
                "zookeeper.set.acl", "true",
                "zookeeper.max.in.flight.requests", "5");

        ZooKeeperSettings settings = ZooKeeperSettings.ofKafka("a:1", keys::get);

        assertThat(settings.clientProperties())
                .isEqualTo(Map.of(
                        "zookeeper.client.secure", "true",
                        "zookeeper.clientCnxnSocket", "org.apache.zookeeper.ClientCnxnSocketNetty",
                        "zookeeper.ssl.keyStore.location", "/k",
                        "zookeeper.ssl.trustStore.password", "secret",
                        "zookeeper.ssl.ciphersuites", "X,Y",
                        "zookeeper.ssl.hostnameVerification", "true"));
        assertThat(settings.restrictedAcls()).isTrue();
        assertThat(settings.inFlightMax()).isEqualTo(5);
    }
}
