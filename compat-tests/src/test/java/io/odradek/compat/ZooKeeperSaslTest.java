/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat;

import static io.odradek.compat.TestBroker.START_MAX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.odradek.compat.process.BrokerSetup;
import io.odradek.compat.process.ZooKeeperProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooDefs.Perms;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A broker that logs in to its ensemble by SASL, as Kafka's JAAS section says, and keeps others from writing there. */
@Timeout(120)
@ExtendWith(DumpOnFailure.class)
class ZooKeeperSaslTest {
    private static final String JAAS = """
            Server {
              org.apache.zookeeper.server.auth.DigestLoginModule required user_broker="not-so-secret";
            };
            Client {
              org.apache.zookeeper.server.auth.DigestLoginModule required username="broker" password="not-so-secret";
            };
            """;
    private static final Id BROKER = new Id("sasl", "broker");

    @TempDir
    static Path folder;

    private static ZooKeeperProcess zooKeeper;
    private static TestBroker broker;

    @BeforeAll
    static void start() throws Exception {
        Assumptions.assumeFalse(TestBroker.againstKafka(), "Kafka 4 has no ZooKeeper mode");
        Path jaas = Files.writeString(folder.resolve("jaas.conf"), JAAS);
        zooKeeper = ZooKeeperProcess.withSasl(folder.resolve("zookeeper"), jaas);
        zooKeeper.start(START_MAX);
        broker = TestBroker.start(BrokerSetup.in(folder.resolve("broker"))
                .withProperties(Map.of("zookeeper.connect", zooKeeper.connectString(), "zookeeper.set.acl", "true"))
                .withJvmFlags("-Xmx256m", "-Djava.security.auth.login.config=" + jaas));
    }

    @AfterAll
    static void stop() {
        if (broker != null) {
            broker.close();
        }
        if (zooKeeper != null) {
            zooKeeper.close();
        }
    }

    @Test
    void whatItWritesBelongsToItAndIsReadableByAll() throws Exception {
        String topic = broker.topic();
        assertThat(broker.send(topic, "a")).hasSize(1);

        try (ZooKeeper stranger = connect()) {
            assertThat(stranger.getACL("/brokers/topics/" + topic, null))
                    .containsExactlyInAnyOrder(new ACL(Perms.ALL, BROKER), new ACL(Perms.READ, Ids.ANYONE_ID_UNSAFE));
            assertThatThrownBy(() -> stranger.setData("/brokers/topics/" + topic, new byte[0], -1))
                    .isInstanceOf(KeeperException.NoAuthException.class);
        }
    }

    @Test
    void secretsAreNotReadableByOthers() throws Exception {
        try (ZooKeeper stranger = connect()) {
            assertThatThrownBy(() -> stranger.getChildren("/config/users", false))
                    .isInstanceOf(KeeperException.NoAuthException.class);
        }
    }

    private static ZooKeeper connect() throws Exception {
        CountDownLatch connected = new CountDownLatch(1);
        ZooKeeper client = new ZooKeeper(zooKeeper.connectString(), 20_000, event -> connected.countDown());
        assertThat(connected.await(20, TimeUnit.SECONDS)).isTrue();
        return client;
    }
}
