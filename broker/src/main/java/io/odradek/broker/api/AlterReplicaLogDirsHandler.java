/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.odradek.broker.log.LogDirectories;
import io.odradek.controller.image.TopicPartition;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.AlterReplicaLogDirsRequest;
import io.odradek.protocol.message.AlterReplicaLogDirsRequest.AlterReplicaLogDir;
import io.odradek.protocol.message.AlterReplicaLogDirsRequest.AlterReplicaLogDirTopic;
import io.odradek.protocol.message.AlterReplicaLogDirsResponse;
import io.odradek.protocol.message.AlterReplicaLogDirsResponse.AlterReplicaLogDirPartitionResult;
import io.odradek.protocol.message.AlterReplicaLogDirsResponse.AlterReplicaLogDirTopicResult;
import io.odradek.protocol.message.ApiKey;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * AlterReplicaLogDirs 1–2 (KIP-113): lets replicas of this broker live in other log directories. The answer says that the
 * copying has begun, not that it is done; DescribeLogDirs tells how far it is. For a replica that is not here the directory
 * is remembered until the broker stops, and the answer is REPLICA_NOT_AVAILABLE, or UNKNOWN_TOPIC_OR_PARTITION where
 * there is no such partition, as with Kafka.
 */
public final class AlterReplicaLogDirsHandler
        implements ApiHandler<AlterReplicaLogDirsRequest, AlterReplicaLogDirsResponse> {
    private final LogDirectories logs;
    private final ClusterView cluster;

    public AlterReplicaLogDirsHandler(LogDirectories logs, ClusterView cluster) {
        this.logs = logs;
        this.cluster = cluster;
    }

    @Override
    public ApiKey apiKey() {
        return ApiKey.ALTER_REPLICA_LOG_DIRS;
    }

    @Override
    public short lowestVersion() {
        return 1;
    }

    @Override
    public short highestVersion() {
        return 2;
    }

    private record Asked(TopicPartition partition, CompletableFuture<ErrorCode> answer) {}

    @Override
    public void handle(
            RequestContext context, AlterReplicaLogDirsRequest request, Reply<AlterReplicaLogDirsResponse> reply) {
        List<Asked> all = new ArrayList<>();
        for (AlterReplicaLogDir directory : request.dirs()) {
            for (AlterReplicaLogDirTopic topic : directory.topics()) {
                for (int index : topic.partitions()) {
                    TopicPartition partition = new TopicPartition(topic.name(), index);
                    all.add(new Asked(
                            partition, move(partition, directory.path()).toCompletableFuture()));
                }
            }
        }
        CompletionStage<Void> answered =
                CompletableFuture.allOf(all.stream().map(Asked::answer).toArray(CompletableFuture[]::new));
        answered.whenComplete((done, failure) -> reply.send(response(all)));
    }

    private CompletionStage<ErrorCode> move(TopicPartition partition, String directory) {
        try {
            return logs.move(partition, Path.of(directory))
                    .exceptionally(failure -> ErrorCode.UNKNOWN_SERVER_ERROR)
                    .thenApply(error -> error == ErrorCode.REPLICA_NOT_AVAILABLE && !isKnown(partition)
                            ? ErrorCode.UNKNOWN_TOPIC_OR_PARTITION
                            : error);
        } catch (InvalidPathException e) {
            return CompletableFuture.completedFuture(ErrorCode.LOG_DIR_NOT_FOUND);
        }
    }

    private boolean isKnown(TopicPartition partition) {
        return cluster.image().partition(partition.topic(), partition.partition()) != null;
    }

    private static AlterReplicaLogDirsResponse response(List<Asked> all) {
        Map<String, AlterReplicaLogDirTopicResult> topics = new LinkedHashMap<>();
        for (Asked asked : all) {
            topics.computeIfAbsent(asked.partition.topic(), name -> new AlterReplicaLogDirTopicResult().topicName(name))
                    .partitions()
                    .add(new AlterReplicaLogDirPartitionResult()
                            .partitionIndex(asked.partition.partition())
                            .errorCode(asked.answer.join().code()));
        }
        return new AlterReplicaLogDirsResponse().results(new ArrayList<>(topics.values()));
    }
}
