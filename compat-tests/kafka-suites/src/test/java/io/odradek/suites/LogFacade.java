/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.suites;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import kafka.cluster.Partition;
import kafka.log.LogManager;
import kafka.server.KafkaConfig;
import kafka.server.ReplicaManager;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.metadata.MetadataCache;
import org.apache.kafka.storage.internals.log.ProducerStateManagerConfig;
import org.apache.kafka.storage.internals.log.UnifiedLog;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The logs of a broker, by what lies in its directories, and what a client hears of them. The high watermark of a
 * partition is the one that its leader tells.
 */
final class LogFacade {
    private final int id;
    private final KafkaConfig config;
    private final OdradekInstance instance;

    LogFacade(int id, KafkaConfig config, OdradekInstance instance) {
        this.id = id;
        this.config = config;
        this.instance = instance;
    }

    LogManager manager() {
        return StandIn.of(
                LogManager.class,
                Map.of(
                        "getLog$default$2",
                        none -> false,
                        "getLog",
                        asked -> (Boolean) asked[1] ? Option.empty() : log((TopicPartition) asked[0]),
                        "liveLogDirs",
                        none -> CollectionConverters.asScala(
                                        directories().stream().map(File::new).toList())
                                .toSeq(),
                        "producerStateManagerConfig",
                        none -> new ProducerStateManagerConfig(
                                Integer.parseInt(setting("producer.id.expiration.ms")), false)));
    }

    ReplicaManager replicas(MetadataCache metadata) {
        Map<String, StandIn.Answer> answers = new HashMap<>();
        answers.put("metadataCache", none -> metadata);
        answers.put("logManager", none -> manager());
        answers.put("localLog", partition -> log((TopicPartition) partition[0]));
        answers.put(
                "onlinePartition",
                partition -> has((TopicPartition) partition[0]) && instance.isRunning(id)
                        ? Option.apply(partition((TopicPartition) partition[0]))
                        : Option.empty());
        return StandIn.of(ReplicaManager.class, answers);
    }

    private Partition partition(TopicPartition partition) {
        return StandIn.of(
                Partition.class,
                Map.of(
                        "leaderIdIfLocal",
                        none -> isLedHere(partition) ? Option.apply(id) : Option.empty(),
                        "leaderLogIfLocal",
                        none -> isLedHere(partition) ? log(partition) : Option.empty()));
    }

    private Option<UnifiedLog> log(TopicPartition partition) {
        return has(partition)
                ? Option.apply(StandIn.of(UnifiedLog.class, Map.of("highWatermark", none -> highWatermark(partition))))
                : Option.empty();
    }

    private boolean has(TopicPartition partition) {
        return directories().stream().anyMatch(directory -> Files.exists(Path.of(directory, partition.toString())));
    }

    private List<String> directories() {
        return config.logDirs();
    }

    private boolean isLedHere(TopicPartition partition) throws InterruptedException, ExecutionException {
        try (Admin admin = instance.admin()) {
            Node leader = admin.describeTopics(Set.of(partition.topic()))
                    .allTopicNames()
                    .get()
                    .get(partition.topic())
                    .partitions()
                    .get(partition.partition())
                    .leader();
            return leader != null && leader.id() == id;
        }
    }

    private long highWatermark(TopicPartition partition) throws InterruptedException, ExecutionException {
        try (Admin admin = instance.admin()) {
            return admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                    .partitionResult(partition)
                    .get()
                    .offset();
        }
    }

    private String setting(String key) throws InterruptedException, ExecutionException {
        ConfigResource broker = new ConfigResource(ConfigResource.Type.BROKER, Integer.toString(id));
        try (Admin admin = instance.admin()) {
            return admin.describeConfigs(Set.of(broker))
                    .all()
                    .get()
                    .get(broker)
                    .get(key)
                    .value();
        }
    }
}
