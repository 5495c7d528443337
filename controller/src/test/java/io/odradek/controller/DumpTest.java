/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.controller.store.StoredNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The whole tree after a few operations beside the tree of Apache Kafka 3.9.2 after the same operations, recorded once:
 * created, altered, grown and deleted topics, broker configs, one block of producer ids. Only ids, times and ports
 * differ.
 */
@Timeout(30)
class DumpTest {
    private static final int TIMEOUT_MS = 1_000;

    private final ClusterFixture cluster = new ClusterFixture();

    @Test
    void theTreeIsKafkas() throws IOException {
        ClusterFixture.Node node = cluster.started(0);

        operate(node);

        assertThat(ours()).containsExactlyElementsOf(kafkas());
    }

    private void operate(ClusterFixture.Node node) {
        Map<String, String> configs = new LinkedHashMap<>();
        configs.put("cleanup.policy", "compact");
        configs.put("segment.ms", "1000");
        configs.put("min.cleanable.dirty.ratio", "0.01");
        cluster.await(node.controller.createTopics(
                List.of(
                        NewTopic.of("t1", 2, 1),
                        NewTopic.of("many", 14, 1),
                        new NewTopic("tc", -1, -1, Map.of(0, List.of(0)), configs),
                        NewTopic.of("gone", 3, 1)),
                false,
                TIMEOUT_MS));
        Map<String, String> altered = new LinkedHashMap<>();
        altered.put("retention.ms", "100000");
        altered.put("segment.ms", "60000");
        alter(node, ConfigEntity.topic("t1"), altered);
        alter(node, ConfigEntity.broker(0), Map.of("log.cleaner.threads", "2"));
        alter(node, ConfigEntity.allBrokers(), Map.of("log.retention.ms", "1000000000"));
        cluster.await(node.controller.createPartitions(List.of(new PartitionGrowth("tc", 3, null)), false, TIMEOUT_MS));
        cluster.await(node.controller.deleteTopics(List.of(new TopicSelector.ByName("gone")), TIMEOUT_MS));
        cluster.await(node.controller.allocateProducerIds(0, node.membership.epoch()));
    }

    private void alter(ClusterFixture.Node node, ConfigEntity entity, Map<String, String> configs) {
        ConfigAlteration alteration = new ConfigAlteration(entity, before -> new ConfigAlteration.Replace(configs));
        cluster.await(node.controller.alterConfigs(List.of(alteration), false));
    }

    private List<String> ours() {
        List<String> lines = new ArrayList<>();
        add(lines, "");
        return lines;
    }

    /** In the order of a walk through the tree, as the recording was made. */
    private void add(List<String> lines, String parent) {
        Map<String, StoredNode> nodes = cluster.tree.dump();
        nodes.forEach((path, node) -> {
            boolean child = path.startsWith(parent + "/") && path.indexOf('/', parent.length() + 1) < 0;
            if (child && path.length() > 1) {
                String owner = node.ephemeralOwner() == 0 ? "" : "EPH ";
                String data = node.data() == null ? "<null>" : node.data();
                lines.add(path + "\t" + owner + "v" + node.version() + "\t" + masked(data));
                add(lines, path);
            }
        });
    }

    private static String masked(String data) {
        return data.replaceAll("\"timestamp\":\"[0-9]+\"", "\"timestamp\":\"<ms>\"")
                .replaceAll("\"topic_id\":\"[^\"]+\"", "\"topic_id\":\"<id>\"")
                .replaceAll("\"id\":\"[^\"]{22}\"", "\"id\":\"<id>\"")
                // What we support and Kafka 3.9 does not.
                .replace("{\"group.version\":{\"min_version\":1,\"max_version\":1}}", "{}")
                .replaceAll("127.0.0.1:[0-9]+", "127.0.0.1:<port>")
                .replaceAll("\"port\":[0-9]+", "\"port\":<port>");
    }

    private static List<String> kafkas() throws IOException {
        try (InputStream in = DumpTest.class.getResourceAsStream("/dump-3.9.2.tsv")) {
            return new String(in.readAllBytes(), UTF_8).lines().toList();
        }
    }
}
