/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BrokerConfigTest {
    @TempDir
    Path directory;

    @Test
    void anEmptyFileGivesKafkasDefaults() {
        BrokerConfig config = BrokerConfig.of(Map.of());

        assertThat(config.get(Keys.NUM_PARTITIONS)).isEqualTo(1);
        assertThat(config.get(Keys.SOCKET_REQUEST_MAX_BYTES)).isEqualTo(104857600);
        assertThat(config.get(Keys.AUTO_CREATE_TOPICS_ENABLE)).isTrue();
        assertThat(config.find(Keys.BROKER_RACK)).isEmpty();
        assertThat(config.brokerId()).isEmpty();
        assertThat(config.zooKeeperConnect()).isEmpty();
        assertThat(config.logDirs()).containsExactly(Path.of("/tmp/kafka-logs"));
        assertThat(config.listeners()).containsExactly(new Listener("PLAINTEXT", SecurityProtocol.PLAINTEXT, "", 9092));
    }

    @Test
    void whatTheCommandLineOverridesWinsOverTheFile() throws Exception {
        Path file = Files.writeString(
                directory.resolve("server.properties"), "# a comment\nbroker.id = 3 \nnum.partitions=4\n");

        BrokerConfig config = BrokerConfig.load(file, Map.of("num.partitions", "7"));

        assertThat(config.brokerId()).hasValue(3);
        assertThat(config.get(Keys.NUM_PARTITIONS)).isEqualTo(7);
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatThrownBy(() -> BrokerConfig.load(directory.resolve("absent"), Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("cannot read")
                .hasMessageContaining("absent");
    }

    @ParameterizedTest
    @CsvSource({
        "num.partition, num.partitions",
        "log.retention.hour, log.retention.hours",
        "listerners, listeners",
        "Log.Dirs, log.dirs",
        "log_dirs, log.dirs",
        "auto.create.topic.enabled, auto.create.topics.enable",
        "zookeeper.conect, zookeeper.connect",
        "retention.ms, log.retention.ms",
        "max.message.bytes, message.max.bytes",
    })
    void aMisspeltKeyIsRefusedWithTheKeyThatWasMeant(String misspelt, String meant) {
        assertThatThrownBy(() -> BrokerConfig.of(Map.of(misspelt, "1")))
                .isInstanceOf(ConfigException.class)
                .hasMessage(misspelt + " is no key of Kafka's; did you mean " + meant + "?");
    }

    @Test
    void aPlugInsOwnKeysAreKeptAndNamedAsUnknown() {
        BrokerConfig config = BrokerConfig.of(Map.of(
                "confluent.support.metrics.enable",
                "false",
                "my.reporter.url",
                "http://localhost",
                "rsm.config.bucket",
                "b",
                "listener.name.internal.ssl.keystore.location",
                "/x"));

        assertThat(config.unknownKeys()).containsExactly("confluent.support.metrics.enable", "my.reporter.url");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "num.partitions | 0 | Invalid value 0 for configuration num.partitions: Value must be at least 1",
                "num.partitions | many | Invalid value many for configuration num.partitions: Value must be a whole number"
                        + " (32 bits)",
                "auto.create.topics.enable | yes | Invalid value yes for configuration auto.create.topics.enable: Value"
                        + " must be true or false",
                "compression.type | brotli | Invalid value brotli for configuration compression.type: String must be one"
                        + " of: uncompressed, zstd, lz4, snappy, gzip, producer",
                "compression.gzip.level | 0 | Invalid value 0 for configuration compression.gzip.level: Value must be from"
                        + " 1 to 9, or -1",
                "log.cleaner.min.cleanable.ratio | 1.5 | Invalid value 1.5 for configuration"
                        + " log.cleaner.min.cleanable.ratio: Value must be no more than 1",
                "log.cleanup.policy | delete,shred | Invalid value delete,shred for configuration log.cleanup.policy:"
                        + " String must be one of: compact, delete",
                "log.retention.hours | 0 | log.retention.hours=0 must be at least 1, or -1 to keep records for ever",
                "group.coordinator.rebalance.protocols | consumer | group.coordinator.rebalance.protocols=consumer must"
                        + " contain classic; add it",
                "queued.max.request.bytes | 5 | queued.max.request.bytes=5 must not be less than"
                        + " socket.request.max.bytes=104857600",
                "listeners | nonsense | listeners: nonsense must look like NAME://host:port",
                "listeners | PLAINTEXT://:70000 | listeners: the port of PLAINTEXT://:70000 must be from 0 to 65535",
                "advertised.listeners | PLAINTEXT://0.0.0.0:9092 | advertised.listeners: clients cannot connect to"
                        + " PLAINTEXT://0.0.0.0:9092; give the address that they shall use",
            })
    void anImpossibleValueIsRefusedInOneLineThatSaysWhatIsAllowed(String key, String value, String message) {
        assertThatThrownBy(() -> BrokerConfig.of(Map.of(key, value)))
                .isInstanceOf(ConfigException.class)
                .hasMessage(message);
    }

    @Test
    void everyBrokerKeyOfBothReleasesIsRecognisedWithItsOwnDefault() {
        assertThat(KeyTable.broker().all()).hasSize(410);
        for (KeyDefinition key : KeyTable.broker().all()) {
            if (key.defaultText() != null && key.type() != KeyType.LIST) {
                assertThat(key.parse(key.defaultText())).as(key.name()).isEqualTo(key.defaultValue());
            }
        }
    }

    @Test
    void keysThatNothingReadsAreNamed() {
        BrokerConfig config =
                BrokerConfig.of(Map.of("background.threads", "4", "num.partitions", "2", "sasl.login.class", "x"));

        assertThat(config.ineffectiveKeys()).containsExactly("background.threads", "sasl.login.class");
    }

    @Test
    void brokerIdAndNodeIdMustAgree() {
        assertThat(BrokerConfig.of(Map.of("node.id", "4")).brokerId()).hasValue(4);
        assertThat(BrokerConfig.of(Map.of("node.id", "4", "broker.id", "4")).brokerId())
                .hasValue(4);
        assertThatThrownBy(() -> BrokerConfig.of(Map.of("node.id", "4", "broker.id", "5")))
                .hasMessage("broker.id=5 and node.id=4 contradict each other; remove one of them");
    }

    @Test
    void aFileOfOneKRaftNodeStartsWithoutItsControllerListener() {
        BrokerConfig config = BrokerConfig.of(kraft("broker,controller"));

        assertThat(config.listeners()).extracting(Listener::name).containsExactly("PLAINTEXT");
        assertThat(config.advertisedListeners())
                .extracting(Listener::toString)
                .containsExactly("PLAINTEXT://localhost:9092");
        assertThat(config.interBrokerListenerName()).isEqualTo("PLAINTEXT");
    }

    @Test
    void aMemberOfALargerKRaftQuorumIsNotStartedAlone() {
        Map<String, String> several = kraft("broker,controller");
        several.put("controller.quorum.voters", "1@a:9093,2@b:9093,3@c:9093");
        Map<String, String> brokerOnly = kraft("broker");

        for (Map<String, String> properties : List.of(several, brokerOnly, kraft("controller"))) {
            assertThatThrownBy(() -> BrokerConfig.of(properties))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageStartingWith("process.roles=");
        }
    }

    private static Map<String, String> kraft(String roles) {
        var properties = new HashMap<String, String>();
        properties.put("process.roles", roles);
        properties.put("node.id", "1");
        properties.put("controller.quorum.bootstrap.servers", "localhost:9093");
        properties.put("listeners", "PLAINTEXT://:9092,CONTROLLER://:9093");
        properties.put("advertised.listeners", "PLAINTEXT://localhost:9092,CONTROLLER://localhost:9093");
        properties.put("inter.broker.listener.name", "PLAINTEXT");
        properties.put("controller.listener.names", "CONTROLLER");
        properties.put(
                "listener.security.protocol.map",
                "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SSL:SSL,SASL_PLAINTEXT:SASL_PLAINTEXT,SASL_SSL:SASL_SSL");
        return properties;
    }

    @Test
    void listenersOfOnesOwnNamesNeedAnEntryInTheProtocolMap() {
        assertThatThrownBy(() -> BrokerConfig.of(Map.of("listeners", "INSIDE://:9092")))
                .hasMessageStartingWith("listeners: listener INSIDE has no entry in listener.security.protocol.map");

        BrokerConfig config = BrokerConfig.of(Map.of(
                "listeners", "inside://127.0.0.1:9092,OUTSIDE://[::1]:9093",
                "listener.security.protocol.map", "INSIDE:PLAINTEXT,OUTSIDE:PLAINTEXT",
                "inter.broker.listener.name", "inside"));

        assertThat(config.listeners())
                .extracting(Listener::toString)
                .containsExactly("INSIDE://127.0.0.1:9092", "OUTSIDE://[::1]:9093");
        assertThat(config.interBrokerListenerName()).isEqualTo("INSIDE");
    }

    @Test
    void theSamePortOrNameTwiceIsRefused() {
        Map<String, String> map =
                Map.of("listener.security.protocol.map", "A:PLAINTEXT,B:PLAINTEXT,PLAINTEXT:PLAINTEXT");
        var ports = new HashMap<>(map);
        ports.put("listeners", "PLAINTEXT://:9092,A://:9092");
        var names = new HashMap<>(map);
        names.put("listeners", "PLAINTEXT://:9092,PLAINTEXT://:9093");

        assertThatThrownBy(() -> BrokerConfig.of(ports)).hasMessageContaining("port 9092 twice");
        assertThatThrownBy(() -> BrokerConfig.of(names)).hasMessageContaining("PLAINTEXT twice");
    }

    @Test
    void aListenerThatCouldNotBeProtectedAsAskedIsNotOpened() {
        assertThatThrownBy(() -> BrokerConfig.of(Map.of("listeners", "PLAINTEXT://:9092,SSL://:9093")))
                .hasMessageContaining("SSL://:9093 asks for SSL");
        assertThatThrownBy(() ->
                        BrokerConfig.of(Map.of("authorizer.class.name", "kafka.security.authorizer.AclAuthorizer")))
                .hasMessageContaining("no authorizer");
    }

    @Test
    void theInterBrokerListenerMustBeAdvertised() {
        assertThatThrownBy(() -> BrokerConfig.of(Map.of("inter.broker.listener.name", "INSIDE")))
                .hasMessageContaining("INSIDE must be one of the advertised listeners [PLAINTEXT]");
        assertThatThrownBy(() -> BrokerConfig.of(Map.of(
                        "inter.broker.listener.name", "PLAINTEXT", "security.inter.broker.protocol", "PLAINTEXT")))
                .hasMessageContaining("exclude each other");
    }

    @Test
    void logDirsWinsOverLogDirAndDropsRepetitions() {
        assertThat(BrokerConfig.of(Map.of("log.dir", "/a", "log.dirs", "/b, /c,/b"))
                        .logDirs())
                .containsExactly(Path.of("/b"), Path.of("/c"));
        assertThat(BrokerConfig.of(Map.of("log.dir", "/a")).logDirs()).containsExactly(Path.of("/a"));
    }

    @Test
    void aSecretNeverShowsItsText() {
        KeyDefinition key = KeyTable.broker().require("ssl.key.password");

        assertThat(key.parse("swordfish")).isEqualTo(new Password("swordfish")).hasToString("[hidden]");
    }
}
