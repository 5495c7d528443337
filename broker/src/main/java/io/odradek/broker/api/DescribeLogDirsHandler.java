/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.odradek.broker.log.Disk;
import io.odradek.broker.log.LogDirectories;
import io.odradek.broker.log.LogDirectories.Description;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.ApiKey;
import io.odradek.protocol.message.DescribeLogDirsRequest;
import io.odradek.protocol.message.DescribeLogDirsRequest.DescribableLogDirTopic;
import io.odradek.protocol.message.DescribeLogDirsResponse;
import io.odradek.protocol.message.DescribeLogDirsResponse.DescribeLogDirsPartition;
import io.odradek.protocol.message.DescribeLogDirsResponse.DescribeLogDirsResult;
import io.odradek.protocol.message.DescribeLogDirsResponse.DescribeLogDirsTopic;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * DescribeLogDirs 1–5: the log directories with the sizes of the replicas in them, all or those named; partitions that
 * are not here are left out. From version 4 on also the space of the volume.
 *
 * <p>A replica on its way to another directory is told of twice, there as a future one with the offsets it is behind.
 *
 * <p>Not done: cordoned directories.
 */
public final class DescribeLogDirsHandler implements ApiHandler<DescribeLogDirsRequest, DescribeLogDirsResponse> {
    private static final short SPACE_FROM = 4;

    private final LogDirectories logs;

    public DescribeLogDirsHandler(LogDirectories logs) {
        this.logs = logs;
    }

    @Override
    public ApiKey apiKey() {
        return ApiKey.DESCRIBE_LOG_DIRS;
    }

    @Override
    public short lowestVersion() {
        return 1;
    }

    @Override
    public short highestVersion() {
        return 5;
    }

    @Override
    public void handle(RequestContext context, DescribeLogDirsRequest request, Reply<DescribeLogDirsResponse> reply) {
        Map<String, Set<Integer>> wanted = wanted(request.topics());
        logs.describe().whenComplete((directories, failure) -> {
            if (failure != null) {
                reply.send(new DescribeLogDirsResponse().errorCode(ErrorCode.KAFKA_STORAGE_ERROR.code()));
                return;
            }
            List<DescribeLogDirsResult> results = new ArrayList<>();
            for (Description directory : directories) {
                results.add(result(context.apiVersion(), directory, wanted));
            }
            reply.send(new DescribeLogDirsResponse().results(results));
        });
    }

    /** Null means everything. */
    private static @Nullable Map<String, Set<Integer>> wanted(@Nullable List<DescribableLogDirTopic> topics) {
        if (topics == null) {
            return null;
        }
        Map<String, Set<Integer>> wanted = new HashMap<>();
        for (DescribableLogDirTopic topic : topics) {
            Set<Integer> partitions = wanted.computeIfAbsent(topic.topic(), name -> new HashSet<>());
            for (int partition : topic.partitions()) {
                partitions.add(partition);
            }
        }
        return wanted;
    }

    private static DescribeLogDirsResult result(
            short version, Description directory, @Nullable Map<String, Set<Integer>> wanted) {
        DescribeLogDirsResult result = new DescribeLogDirsResult()
                .logDir(directory.directory().toAbsolutePath().toString())
                .errorCode((directory.offline() ? ErrorCode.KAFKA_STORAGE_ERROR : ErrorCode.NONE).code());
        if (directory.offline()) {
            return result;
        }
        Disk.Space space = directory.space();
        if (version >= SPACE_FROM && space != null) {
            result.totalBytes(space.totalBytes()).usableBytes(space.usableBytes());
        }
        Map<String, DescribeLogDirsTopic> topics = new TreeMap<>();
        for (Description.Replica replica : directory.replicas()) {
            String topic = replica.partition().topic();
            int partition = replica.partition().partition();
            if (wanted == null || wanted.getOrDefault(topic, Set.of()).contains(partition)) {
                topics.computeIfAbsent(topic, name -> new DescribeLogDirsTopic().name(name))
                        .partitions()
                        .add(new DescribeLogDirsPartition()
                                .partitionIndex(partition)
                                .partitionSize(replica.sizeBytes())
                                .offsetLag(replica.lagOffsets())
                                .isFutureKey(replica.future()));
            }
        }
        return result.topics(new ArrayList<>(topics.values()));
    }
}
