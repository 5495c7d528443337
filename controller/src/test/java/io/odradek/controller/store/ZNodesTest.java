/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.odradek.controller.image.BrokerImage;
import io.odradek.controller.image.Endpoint;
import io.odradek.protocol.wire.Uuid;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against what the encoders of Kafka 3.9.2 wrote for the same values, recorded in a file. */
class ZNodesTest {
    private static final Map<String, String> KAFKA = new HashMap<>();
    private static final Uuid ID = Uuid.fromString("bk8rd0XlQJO7t3Yu2vshsw");
    private static final long NOW_MS = 1_700_000_000_000L;

    @BeforeAll
    static void readRecording() throws IOException {
        try (InputStream in = ZNodesTest.class.getResourceAsStream("/znodes-3.9.2.tsv")) {
            for (String line : new String(in.readAllBytes(), UTF_8).lines().toList()) {
                KAFKA.put(line.substring(0, line.indexOf('\t')), line.substring(line.indexOf('\t') + 1));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 5, 12, 40})
    void topicsAreWrittenAndRead(int count) {
        SortedMap<Integer, ReplicaAssignment> partitions = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            partitions.put(i, ReplicaAssignment.of(List.of(i % 3, (i + 1) % 3)));
        }
        TopicNode topic = new TopicNode(ID, partitions);

        assertThat(ZNodes.topicText(topic)).isEqualTo(KAFKA.get("topic-" + count));
        assertThat(ZNodes.readTopic("t", KAFKA.get("topic-" + count))).isEqualTo(topic);
    }

    @Test
    void aTopicUnderReassignmentTellsWhoComesAndGoes() {
        SortedMap<Integer, ReplicaAssignment> partitions = new TreeMap<>();
        partitions.put(0, new ReplicaAssignment(List.of(1, 2, 3), List.of(1), List.of(3)));
        partitions.put(1, ReplicaAssignment.of(List.of(1, 2)));

        assertThat(ZNodes.topicText(new TopicNode(ID, partitions))).isEqualTo(KAFKA.get("topic-reassign"));
        assertThat(ZNodes.topicText(new TopicNode(Uuid.ZERO, partitions))).isEqualTo(KAFKA.get("topic-noid"));
        assertThat(ZNodes.readTopic("t", KAFKA.get("topic-noid"))).isEqualTo(new TopicNode(Uuid.ZERO, partitions));
    }

    @Test
    void aTopicOfVersionOneIsRead() {
        TopicNode topic = ZNodes.readTopic("t", "{\"version\":1,\"partitions\":{\"0\":[1]}}");

        assertThat(topic)
                .isEqualTo(new TopicNode(Uuid.ZERO, new TreeMap<>(Map.of(0, ReplicaAssignment.of(List.of(1))))));
    }

    @Test
    void partitionStatesAreWrittenAndRead() {
        StateNode state = new StateNode(1, 2, List.of(1, 2), 4, false);
        StateNode recovering = new StateNode(1, 2, List.of(1), 4, true);

        assertThat(ZNodes.stateText(state)).isEqualTo(KAFKA.get("state"));
        assertThat(ZNodes.stateText(recovering)).isEqualTo(KAFKA.get("state-recovering"));
        assertThat(ZNodes.readState("/s", KAFKA.get("state"))).isEqualTo(state);
        assertThat(ZNodes.readState("/s", KAFKA.get("state-recovering"))).isEqualTo(recovering);
    }

    @Test
    void brokersAreWritten() {
        Endpoint plain = new Endpoint("PLAINTEXT", "PLAINTEXT", "127.0.0.1", 9092);
        Endpoint sasl = new Endpoint("INTERNAL", "SASL_SSL", "127.0.0.1", 9092);
        Endpoint tls = new Endpoint("EXTERNAL", "SSL", "127.0.0.1", 9093);
        Endpoint second = new Endpoint("EXTERNAL", "PLAINTEXT", "127.0.0.1", 9093);

        assertThat(ZNodes.brokerText(List.of(plain), null, -1, Map.of(), NOW_MS))
                .isEqualTo(KAFKA.get("broker"));
        assertThat(ZNodes.brokerText(List.of(plain), "r1", 9999, Map.of(), NOW_MS))
                .isEqualTo(KAFKA.get("broker-rack"));
        assertThat(ZNodes.brokerText(List.of(sasl, tls), "r1", -1, Map.of(), NOW_MS))
                .isEqualTo(KAFKA.get("broker-many"));
        assertThat(ZNodes.brokerText(List.of(sasl, second), null, -1, Map.of(), NOW_MS))
                .isEqualTo(KAFKA.get("broker-plain-second"));
    }

    @Test
    void aBrokerIsReadWithItsEpoch() {
        BrokerImage broker = ZNodes.readBroker(7, new StoredNode(KAFKA.get("broker-many"), 1, 42, 43, 9));

        assertThat(broker.epoch()).isEqualTo(42);
        assertThat(broker.rack()).isEqualTo("r1");
        assertThat(broker.endpoint("INTERNAL")).isEqualTo(new Endpoint("INTERNAL", "SASL_SSL", "127.0.0.1", 9092));
        assertThat(broker.endpoint("EXTERNAL")).isEqualTo(new Endpoint("EXTERNAL", "SSL", "127.0.0.1", 9093));
    }

    @Test
    void brokersOfOldVersionsAreRead() {
        String one = "{\"version\":1,\"host\":\"h\",\"port\":9,\"jmx_port\":1,\"timestamp\":\"2\"}";
        String two = "{\"version\":2,\"host\":\"h\",\"port\":9,\"endpoints\":[\"PLAINTEXT://[::1]:9\"]}";

        assertThat(ZNodes.readBroker(1, new StoredNode(one, 0, 5, 5, 9)).endpoint("PLAINTEXT"))
                .isEqualTo(new Endpoint("PLAINTEXT", "PLAINTEXT", "h", 9));
        assertThat(ZNodes.readBroker(1, new StoredNode(two, 0, 5, 5, 9)).endpoint("PLAINTEXT"))
                .isEqualTo(new Endpoint("PLAINTEXT", "PLAINTEXT", "[::1]", 9));
    }

    @Test
    void theControllerIsWrittenAndRead() {
        assertThat(ZNodes.controllerText(7, 1_234_567_890_123L)).isEqualTo(KAFKA.get("controller"));
        assertThat(ZNodes.readController(KAFKA.get("controller"))).isEqualTo(7);
        assertThat(ZNodes.readController("{\"version\":1,\"brokerid\":3,\"timestamp\":\"1\"}"))
                .isEqualTo(3);
    }

    @Test
    void configurationsAreWrittenAndRead() {
        Map<String, String> configs = new HashMap<>();
        assertThat(ZNodes.configText(configs)).isEqualTo(KAFKA.get("config-empty"));
        configs.put("retention.ms", "100");
        configs.put("segment.ms", "2");
        assertThat(ZNodes.configText(configs)).isEqualTo(KAFKA.get("config-two"));
        configs.put("cleanup.policy", "compact,delete");
        configs.put("x\"y", "a\\b\nü");
        configs.put("min.insync.replicas", "2");
        configs.put("max.message.bytes", "3");

        assertThat(ZNodes.configText(configs)).isEqualTo(KAFKA.get("config-six"));
        assertThat(ZNodes.readConfig("/c", KAFKA.get("config-six"))).isEqualTo(configs);
        assertThat(ZNodes.readConfig("/c", "")).isEmpty();
    }

    @Test
    void notificationsOfBothVersionsAreRead() {
        assertThat(ZNodes.configChangeText("topics/t1")).isEqualTo("{\"version\":2,\"entity_path\":\"topics/t1\"}");
        assertThat(ZNodes.readConfigChange("/n", "{\"version\":2,\"entity_path\":\"users/a/clients/b\"}"))
                .isEqualTo("users/a/clients/b");
        assertThat(ZNodes.readConfigChange("/n", "{\"version\":1,\"entity_type\":\"topics\",\"entity_name\":\"t\"}"))
                .isEqualTo("topics/t");
    }

    @Test
    void theSmallOnesAreWrittenAndRead() {
        assertThat(ZNodes.clusterIdText("AWx-B9dgR8C6RfYh0jSvxw")).isEqualTo(KAFKA.get("cluster-id"));
        assertThat(ZNodes.readClusterId(KAFKA.get("cluster-id"))).isEqualTo("AWx-B9dgR8C6RfYh0jSvxw");
        assertThat(ZNodes.producerIdsText(3, 4_000)).isEqualTo(KAFKA.get("pid"));
        assertThat(ZNodes.readNextProducerId(KAFKA.get("pid"))).isEqualTo(5_000);
        assertThat(ZNodes.readNextProducerId("")).isZero();
        assertThat(ZNodes.NO_FEATURES).isEqualTo(KAFKA.get("feature-0"));
    }

    @Test
    void whatCannotBeUnderstoodIsRefusedWithItsPath() {
        List<String> texts = new ArrayList<>(List.of("", "[]", "{", "{\"leader\":\"x\"}", "{\"leader\":1}"));

        for (String text : texts) {
            assertThatThrownBy(() -> ZNodes.readState("/some/path", text))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("/some/path");
        }
    }
}
