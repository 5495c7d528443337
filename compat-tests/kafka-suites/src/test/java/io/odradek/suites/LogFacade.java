/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.suites;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import kafka.cluster.Partition;
import kafka.log.LogManager;
import kafka.server.KafkaConfig;
import kafka.server.ReplicaManager;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.record.internal.FileRecords;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.requests.FetchRequest;
import org.apache.kafka.common.requests.FetchResponse;
import org.apache.kafka.common.requests.MetadataRequest;
import org.apache.kafka.common.requests.MetadataResponse;
import org.apache.kafka.common.requests.MetadataResponse.PartitionMetadata;
import org.apache.kafka.metadata.MetadataCache;
import org.apache.kafka.server.IntegrationTestUtils;
import org.apache.kafka.storage.internals.log.ProducerStateManagerConfig;
import org.apache.kafka.storage.internals.log.UnifiedLog;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The logs of a broker, by what lies in its directories, and what a client hears of them. The start of a partition is the
 * one that its leader tells.
 */
final class LogFacade {
    /** The last version of Fetch that names topics by their names. */
    private static final short LAST_WITH_NAMES = 12;

    private final int id;
    private final int port;
    private final KafkaConfig config;
    private final BrokerHost host;

    LogFacade(int id, int port, KafkaConfig config, BrokerHost host) {
        this.id = id;
        this.port = port;
        this.config = config;
        this.host = host;
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
                "localLogOrException",
                partition -> log((TopicPartition) partition[0]).get());
        answers.put(
                "onlinePartition",
                partition -> has((TopicPartition) partition[0]) && host.isRunning(id)
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
                        none -> isLedHere(partition) ? log(partition) : Option.empty(),
                        "leaderReplicaIdOpt",
                        none -> metadata(partition).leaderId.map(Option::apply).orElse(Option.empty()),
                        "inSyncReplicaIds",
                        none -> CollectionConverters.asScala(metadata(partition).inSyncReplicaIds)
                                .toSet(),
                        "getLeaderEpoch",
                        none -> metadata(partition).leaderEpoch.orElseThrow()));
    }

    /** As this broker tells it. */
    private PartitionMetadata metadata(TopicPartition partition) throws IOException {
        MetadataResponse metadata = IntegrationTestUtils.connectAndReceive(
                new MetadataRequest.Builder(List.of(partition.topic()), false).build(), port);
        return metadata.topicMetadata().stream()
                .flatMap(topic -> topic.partitionMetadata().stream())
                .filter(each -> each.partition() == partition.partition())
                .findFirst()
                .orElseThrow();
    }

    private Option<UnifiedLog> log(TopicPartition partition) {
        return has(partition)
                ? Option.apply(StandIn.of(
                        UnifiedLog.class,
                        Map.of(
                                "dir",
                                none -> folders(partition)
                                        .findFirst()
                                        .orElseThrow()
                                        .toFile(),
                                "highWatermark",
                                none -> host.isRunning(id)
                                        ? highWatermark(partition)
                                        : offset(partition, OffsetSpec.latest()),
                                "logStartOffset",
                                none -> offset(partition, OffsetSpec.earliest()),
                                "logEndOffset",
                                none -> endOffset(partition))))
                : Option.empty();
    }

    private boolean has(TopicPartition partition) {
        return folders(partition).findAny().isPresent();
    }

    private Stream<Path> folders(TopicPartition partition) {
        return directories().stream()
                .map(directory -> Path.of(directory, partition.toString()).toAbsolutePath())
                .filter(Files::exists);
    }

    private List<String> directories() {
        return config.logDirs();
    }

    private boolean isLedHere(TopicPartition partition) throws InterruptedException, ExecutionException {
        try (Admin admin = host.admin()) {
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

    /** Its own one, which a follower tells consumers who fetch from it. */
    private long highWatermark(TopicPartition partition) throws IOException, InterruptedException, ExecutionException {
        FetchRequest.PartitionData asked = new FetchRequest.PartitionData(
                Uuid.ZERO_UUID, offset(partition, OffsetSpec.earliest()), -1, 1, Optional.empty());
        FetchResponse response = IntegrationTestUtils.connectAndReceive(
                FetchRequest.Builder.forConsumer(LAST_WITH_NAMES, 0, 0, Map.of(partition, asked))
                        .build(LAST_WITH_NAMES),
                port);
        return response.responseData(Map.of(), LAST_WITH_NAMES).get(partition).highWatermark();
    }

    /** What stands in the last of its files. */
    private long endOffset(TopicPartition partition) throws IOException {
        Path folder = folders(partition).findFirst().orElseThrow();
        try (Stream<Path> files = Files.list(folder)) {
            Path last = files.filter(file -> file.toString().endsWith(".log"))
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
            long end = Long.parseLong(last.getFileName().toString().replace(".log", ""));
            try (FileRecords records = FileRecords.open(last.toFile(), false)) {
                for (RecordBatch batch : records.batches()) {
                    end = batch.nextOffset();
                }
            }
            return end;
        }
    }

    private long offset(TopicPartition partition, OffsetSpec which) throws InterruptedException, ExecutionException {
        try (Admin admin = host.admin()) {
            return admin.listOffsets(Map.of(partition, which))
                    .partitionResult(partition)
                    .get()
                    .offset();
        }
    }

    private String setting(String key) throws InterruptedException, ExecutionException {
        ConfigResource broker = new ConfigResource(ConfigResource.Type.BROKER, Integer.toString(id));
        try (Admin admin = host.admin()) {
            return admin.describeConfigs(Set.of(broker))
                    .all()
                    .get()
                    .get(broker)
                    .get(key)
                    .value();
        }
    }
}
