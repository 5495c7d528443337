/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.groups;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;

/**
 * The log directory of a stopped Kafka in KRaft mode, and what has to be told to ZooKeeper so that the same topics, with
 * the same ids, are there for a broker that takes the directory over: docs/operating.md says how. KRaft
 * keeps its own metadata in another directory (metadata.log.dir), which stays as it is for the way back.
 */
final class KraftDirectory {
    private static final int SESSION_MS = 10_000;
    private static final long FAR_PRODUCER_ID = 1_000_000_000_000L;

    private final Path data;
    private final int brokerId;

    KraftDirectory(Path data, int brokerId) {
        this.data = data;
        this.brokerId = brokerId;
    }

    /** One replica of each partition, here, last led in the last epoch that stands in its log. */
    void register(String zooKeeperConnect) {
        try (ZooKeeper tree = new ZooKeeper(zooKeeperConnect, SESSION_MS, event -> {})) {
            create(
                    tree,
                    "/cluster/id",
                    "{\"version\":\"1\",\"id\":\"%s\"}"
                            .formatted(value(data.resolve("meta.properties"), "cluster.id=")));
            // Ids of producers that either of them gave out must not come again: it would be taken for a repetition.
            create(
                    tree,
                    "/latest_producer_id_block",
                    "{\"version\":1,\"broker\":%d,\"block_start\":\"%d\",\"block_end\":\"%d\"}"
                            .formatted(brokerId, FAR_PRODUCER_ID, FAR_PRODUCER_ID + 999));
            for (Map.Entry<String, Map<Integer, Path>> topic : topics().entrySet()) {
                String partitions = topic.getValue().keySet().stream()
                        .map(number -> "\"" + number + "\":[" + brokerId + "]")
                        .collect(Collectors.joining(","));
                String node = "/brokers/topics/" + topic.getKey();
                create(tree, "/config/topics/" + topic.getKey(), configuration(topic.getKey()));
                create(
                        tree,
                        node,
                        "{\"partitions\":{%s},\"topic_id\":\"%s\",\"adding_replicas\":{},\"removing_replicas\":{},\"version\":3}"
                                .formatted(
                                        partitions,
                                        value(topic.getValue().get(0).resolve("partition.metadata"), "topic_id: ")));
                for (Map.Entry<Integer, Path> partition : topic.getValue().entrySet()) {
                    create(
                            tree,
                            node + "/partitions/" + partition.getKey() + "/state",
                            "{\"controller_epoch\":0,\"leader\":%d,\"version\":1,\"leader_epoch\":%d,\"isr\":[%d]}"
                                    .formatted(brokerId, lastEpoch(partition.getValue()), brokerId));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (KeeperException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String configuration(String topic) {
        String config = topic.equals("__consumer_offsets")
                ? "\"cleanup.policy\":\"compact\",\"compression.type\":\"producer\",\"segment.bytes\":\"104857600\""
                : "";
        return "{\"version\":1,\"config\":{" + config + "}}";
    }

    /** The folders of all partitions, by topic. */
    private Map<String, Map<Integer, Path>> topics() throws IOException {
        Map<String, Map<Integer, Path>> topics = new TreeMap<>();
        try (Stream<Path> folders = Files.list(data)) {
            for (Path folder : folders.filter(Files::isDirectory).toList()) {
                String name = folder.getFileName().toString();
                int dash = name.lastIndexOf('-');
                topics.computeIfAbsent(name.substring(0, dash), any -> new TreeMap<>())
                        .put(Integer.valueOf(name.substring(dash + 1)), folder);
            }
        }
        return topics;
    }

    /** What stands behind that beginning of a line. */
    private static String value(Path file, String beginning) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith(beginning))
                .map(line -> line.substring(beginning.length()))
                .findFirst()
                .orElseThrow();
    }

    private static int lastEpoch(Path partition) throws IOException {
        List<String> lines = Files.readAllLines(partition.resolve("leader-epoch-checkpoint"));
        return lines.size() < 3
                ? 0
                : Integer.parseInt(lines.get(lines.size() - 1).split(" ", 2)[0]);
    }

    private static void create(ZooKeeper tree, String path, String text) throws KeeperException, InterruptedException {
        for (int slash = path.indexOf('/', 1); slash > 0; slash = path.indexOf('/', slash + 1)) {
            if (tree.exists(path.substring(0, slash), false) == null) {
                tree.create(path.substring(0, slash), null, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            }
        }
        tree.create(path, text.getBytes(StandardCharsets.UTF_8), ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
    }
}
