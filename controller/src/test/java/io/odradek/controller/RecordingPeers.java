/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

import io.odradek.controller.image.BrokerImage;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.ApiKey;
import io.odradek.protocol.message.ApiVersionsRequest;
import io.odradek.protocol.message.ApiVersionsResponse;
import io.odradek.protocol.message.LeaderAndIsrRequest;
import io.odradek.protocol.message.LeaderAndIsrResponse;
import io.odradek.protocol.message.LeaderAndIsrResponse.LeaderAndIsrPartitionError;
import io.odradek.protocol.message.LeaderAndIsrResponse.LeaderAndIsrTopicError;
import io.odradek.protocol.message.StopReplicaRequest;
import io.odradek.protocol.message.StopReplicaResponse;
import io.odradek.protocol.message.StopReplicaResponse.StopReplicaPartitionError;
import io.odradek.protocol.message.UpdateMetadataResponse;
import io.odradek.protocol.wire.ApiMessage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Brokers that say yes to everything, unless they are unreachable, silent or told to fail; and keep what they heard. */
public final class RecordingPeers implements PeerTransport {
    private final List<String> heard = new ArrayList<>();
    private final List<ApiMessage> requests = new ArrayList<>();
    private final List<CompletableFuture<ApiMessage>> unanswered = new ArrayList<>();
    private final Set<Integer> unreachable = new HashSet<>();
    private final Set<Integer> silent = new HashSet<>();
    private final Map<Integer, List<Consumer<PeerSign>>> links = new TreeMap<>();
    private final Map<Integer, Integer> brokenPartitions = new TreeMap<>();
    private ErrorCode stopError = ErrorCode.NONE;

    /** What was heard since the last call, one line for each request: broker, what, about what. */
    public List<String> heard() {
        List<String> lines = List.copyOf(heard);
        heard.clear();
        return lines;
    }

    /** All requests of a kind, oldest first. */
    public <T extends ApiMessage> List<T> requests(Class<T> kind) {
        List<T> found = new ArrayList<>();
        for (ApiMessage request : requests) {
            if (kind.isInstance(request)) {
                found.add(kind.cast(request));
            }
        }
        return found;
    }

    public void unreachable(int broker, boolean yes) {
        if (yes) {
            unreachable.add(broker);
        } else {
            unreachable.remove(broker);
        }
    }

    public void silent(int broker, boolean yes) {
        if (yes) {
            silent.add(broker);
        } else {
            silent.remove(broker);
        }
    }

    public void failStops(ErrorCode error) {
        stopError = error;
    }

    /** That broker cannot serve partitions of this number any more. */
    public void breakDisk(int broker, int partition) {
        brokenPartitions.put(broker, partition);
    }

    @Override
    public CompletionStage<ApiMessage> send(BrokerImage to, short version, ApiMessage request) {
        if (unreachable.contains(to.id())) {
            return CompletableFuture.failedFuture(new IllegalStateException("connection refused"));
        }
        heard.add(to.id() + " " + describe(request));
        requests.add(request);
        if (silent.contains(to.id())) {
            CompletableFuture<ApiMessage> never = new CompletableFuture<>();
            unanswered.add(never);
            return never;
        }
        return CompletableFuture.completedFuture(answer(to.id(), request));
    }

    @Override
    public void forget(BrokerImage broker) {
        heard.add("forget " + broker.id());
    }

    @Override
    public PeerLink link(BrokerImage to, Consumer<PeerSign> listener) {
        links.computeIfAbsent(to.id(), id -> new ArrayList<>()).add(listener);
        return () -> links.getOrDefault(to.id(), List.of()).remove(listener);
    }

    /** Whoever watches this broker hears this of it. */
    public void sign(int broker, PeerSign sign) {
        List<Consumer<PeerSign>> listeners = List.copyOf(links.getOrDefault(broker, List.of()));
        if (listeners.isEmpty()) {
            throw new AssertionError("nobody watches broker " + broker);
        }
        listeners.forEach(listener -> listener.accept(sign));
    }

    private ApiMessage answer(int broker, ApiMessage request) {
        Integer broken = brokenPartitions.get(broker);
        if (broken != null && request instanceof LeaderAndIsrRequest leaders) {
            LeaderAndIsrResponse response = new LeaderAndIsrResponse();
            leaders.topicStates().forEach(topic -> {
                LeaderAndIsrTopicError told = new LeaderAndIsrTopicError().topicId(topic.topicId());
                topic.partitionStates().stream()
                        .filter(partition -> partition.partitionIndex() == broken)
                        .forEach(partition -> told.partitionErrors()
                                .add(new LeaderAndIsrPartitionError()
                                        .partitionIndex(broken)
                                        .errorCode(ErrorCode.KAFKA_STORAGE_ERROR.code())));
                response.topics().add(told);
            });
            return response;
        }
        if (request instanceof StopReplicaRequest stop) {
            List<StopReplicaPartitionError> errors = new ArrayList<>();
            stop.topicStates()
                    .forEach(topic -> topic.partitionStates()
                            .forEach(partition -> errors.add(new StopReplicaPartitionError()
                                    .topicName(topic.topicName())
                                    .partitionIndex(partition.partitionIndex())
                                    .errorCode(stopError.code()))));
            return new StopReplicaResponse().partitionErrors(errors);
        }
        if (request instanceof ApiVersionsRequest) {
            return new ApiVersionsResponse();
        }
        return request instanceof LeaderAndIsrRequest ? new LeaderAndIsrResponse() : new UpdateMetadataResponse();
    }

    private static String describe(ApiMessage request) {
        StringBuilder text = new StringBuilder(ApiKey.forId(request.apiKey()).apiName());
        if (request instanceof LeaderAndIsrRequest leaders) {
            leaders.topicStates()
                    .forEach(topic -> topic.partitionStates()
                            .forEach(partition -> text.append(' ')
                                    .append(topic.topicName())
                                    .append('-')
                                    .append(partition.partitionIndex())
                                    .append('@')
                                    .append(partition.leader())
                                    .append('/')
                                    .append(partition.leaderEpoch())
                                    .append(partition.isNew() ? "new" : "")));
        } else if (request instanceof io.odradek.protocol.message.UpdateMetadataRequest metadata) {
            text.append(" of ").append(metadata.liveBrokers().size());
            metadata.topicStates()
                    .forEach(topic -> topic.partitionStates()
                            .forEach(partition -> text.append(' ')
                                    .append(topic.topicName())
                                    .append('-')
                                    .append(partition.partitionIndex())
                                    .append('@')
                                    .append(partition.leader())));
        } else if (request instanceof StopReplicaRequest stop) {
            stop.topicStates()
                    .forEach(topic -> topic.partitionStates()
                            .forEach(partition -> text.append(' ')
                                    .append(topic.topicName())
                                    .append('-')
                                    .append(partition.partitionIndex())
                                    .append(partition.deletePartition() ? " deleted" : " kept")));
        }
        return text.toString();
    }
}
