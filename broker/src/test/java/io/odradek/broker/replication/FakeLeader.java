/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.replication;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.odradek.controller.PeerLink;
import io.odradek.controller.PeerSign;
import io.odradek.controller.PeerTransport;
import io.odradek.controller.image.BrokerImage;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.FetchRequest;
import io.odradek.protocol.message.FetchRequest.FetchPartition;
import io.odradek.protocol.message.FetchRequest.FetchTopic;
import io.odradek.protocol.message.FetchRequest.ForgottenTopic;
import io.odradek.protocol.message.FetchResponse;
import io.odradek.protocol.message.FetchResponse.FetchableTopicResponse;
import io.odradek.protocol.message.FetchResponse.PartitionData;
import io.odradek.protocol.message.ListOffsetsRequest;
import io.odradek.protocol.message.ListOffsetsRequest.ListOffsetsPartition;
import io.odradek.protocol.message.ListOffsetsResponse;
import io.odradek.protocol.message.ListOffsetsResponse.ListOffsetsPartitionResponse;
import io.odradek.protocol.message.ListOffsetsResponse.ListOffsetsTopicResponse;
import io.odradek.protocol.wire.ApiMessage;
import io.odradek.protocol.wire.BufRecords;
import io.odradek.protocol.wire.Uuid;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * A broker that leads partitions in memory, and the way to it. It has one fetch session and answers a fetch as soon as
 * there is something to tell, or when the test says that the time is up. On the test's thread.
 */
final class FakeLeader implements PeerTransport {
    private final BrokerImage image;
    private final Map<PartitionKey, FakeLeaderLog> logs = new LinkedHashMap<>();
    private final Map<String, FakeLeaderLog> byName = new HashMap<>();
    private final Map<PartitionKey, FetchPartition> session = new LinkedHashMap<>();
    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private final List<FetchRequest> fetches = new ArrayList<>();
    private final List<ByteBuf> sent = new ArrayList<>();
    private int sessionId = 100;
    private int sessionEpoch;
    private boolean sessions = true;
    private boolean unreachable;
    private int forgotten;

    FakeLeader(int id) {
        this.image = new BrokerImage(id, 1, Map.of(), null);
    }

    private record Waiting(FetchRequest request, CompletableFuture<ApiMessage> answer) {}

    BrokerImage image() {
        return image;
    }

    FakeLeaderLog lead(String topic, Uuid topicId, int partition, int leaderEpoch) {
        FakeLeaderLog log = new FakeLeaderLog(leaderEpoch);
        logs.put(new PartitionKey(topicId, partition), log);
        byName.put(topic + "-" + partition, log);
        return log;
    }

    /** Every fetch that came, in order. */
    List<FetchRequest> fetches() {
        return fetches;
    }

    FetchRequest lastFetch() {
        return fetches.get(fetches.size() - 1);
    }

    /** Fetches that wait for something to tell. */
    int held() {
        return waiting.size();
    }

    /** How often the connection was said to be of no more use. */
    int forgotten() {
        return forgotten;
    }

    void withoutSessions() {
        sessions = false;
    }

    /** As after a session was pushed out by others. */
    void dropSession() {
        sessionId++;
        session.clear();
    }

    void unreachable(boolean now) {
        unreachable = now;
    }

    /** Buffers of records that were answered and not given back. */
    long unreleased() {
        return sent.stream().filter(buffer -> buffer.refCnt() > 0).count();
    }

    @Override
    public CompletionStage<ApiMessage> send(BrokerImage to, short version, ApiMessage request) {
        if (to.id() != image.id()) {
            throw new AssertionError("broker " + to.id() + " asked in place of " + image.id());
        }
        CompletableFuture<ApiMessage> answer = new CompletableFuture<>();
        if (unreachable) {
            answer.completeExceptionally(new IOException("refused"));
        } else if (request instanceof ListOffsetsRequest offsets) {
            answer.complete(offsets(offsets));
        } else {
            FetchRequest fetch = (FetchRequest) request;
            fetches.add(fetch);
            Waiting held = waiting.poll();
            if (held != null) {
                // A newer request of the session ends the wait of the one before.
                held.answer.complete(answer(held.request, true));
            }
            ErrorCode refused = enter(fetch);
            if (refused == ErrorCode.NONE) {
                waiting.add(new Waiting(fetch, answer));
            } else {
                answer.complete(new FetchResponse().errorCode(refused.code()));
            }
        }
        return answer;
    }

    @Override
    public PeerLink link(BrokerImage broker, Consumer<PeerSign> signs) {
        throw new AssertionError("only a controller watches its links");
    }

    @Override
    public void forget(BrokerImage broker) {
        forgotten++;
    }

    /** Answers those fetches for which there is something to tell. */
    void tell() {
        Waiting held = waiting.peek();
        if (held != null) {
            FetchResponse response = answer(held.request, false);
            if (response != null) {
                waiting.remove();
                held.answer.complete(response);
            }
        }
    }

    /** The longest wait of all held fetches is over. */
    void expire() {
        for (Waiting held : takeAll()) {
            held.answer.complete(answer(held.request, true));
        }
    }

    /** The connection breaks. */
    void breakOff() {
        session.clear();
        sessionEpoch = -1;
        for (Waiting held : takeAll()) {
            held.answer.completeExceptionally(new IOException("broke"));
        }
    }

    /** What is answered now may bring the next request at once, which waits for its own turn. */
    private List<Waiting> takeAll() {
        List<Waiting> all = new ArrayList<>(waiting);
        waiting.clear();
        return all;
    }

    private ErrorCode enter(FetchRequest request) {
        if (request.sessionEpoch() == 0) {
            session.clear();
            sessionId++;
            sessionEpoch = 1;
        } else if (request.sessionId() != sessionId) {
            return ErrorCode.FETCH_SESSION_ID_NOT_FOUND;
        } else if (request.sessionEpoch() != sessionEpoch) {
            return ErrorCode.INVALID_FETCH_SESSION_EPOCH;
        } else {
            sessionEpoch++;
        }
        for (FetchTopic topic : request.topics()) {
            for (FetchPartition partition : topic.partitions()) {
                session.put(new PartitionKey(topic.topicId(), partition.partition()), partition);
            }
        }
        for (ForgottenTopic topic : request.forgottenTopicsData()) {
            for (int partition : topic.partitions()) {
                session.remove(new PartitionKey(topic.topicId(), partition));
            }
        }
        return ErrorCode.NONE;
    }

    private FetchResponse answer(FetchRequest request, boolean whatever) {
        FetchResponse response = new FetchResponse().sessionId(sessions ? sessionId : 0);
        boolean full = request.sessionEpoch() == 0;
        boolean urgent = whatever;
        for (Map.Entry<PartitionKey, FetchPartition> wanted : session.entrySet()) {
            FakeLeaderLog log = logs.get(wanted.getKey());
            PartitionData data = log == null
                    ? new PartitionData().errorCode(ErrorCode.UNKNOWN_TOPIC_ID.code())
                    : log.read(wanted.getValue());
            data.partitionIndex(wanted.getKey().partition());
            boolean news = log == null || log.isNews(data);
            urgent |= news;
            if (data.records() instanceof BufRecords records && records.sizeBytes() > 0) {
                sent.add(records.buffer());
            } else {
                data.records(BufRecords.of(Unpooled.EMPTY_BUFFER));
            }
            if (full || news) {
                response.responses()
                        .add(new FetchableTopicResponse()
                                .topicId(wanted.getKey().topicId())
                                .partitions(List.of(data)));
            }
        }
        if (!urgent) {
            response.release();
            return null;
        }
        return response;
    }

    private ListOffsetsResponse offsets(ListOffsetsRequest request) {
        ListOffsetsPartition asked = request.topics().get(0).partitions().get(0);
        FakeLeaderLog log = byName.get(request.topics().get(0).name() + "-" + asked.partitionIndex());
        ListOffsetsPartitionResponse found = new ListOffsetsPartitionResponse().partitionIndex(asked.partitionIndex());
        if (log == null || log.leaderEpoch() != asked.currentLeaderEpoch()) {
            found.errorCode(ErrorCode.NOT_LEADER_OR_FOLLOWER.code());
        } else {
            found.offset(asked.timestamp() == -1 ? log.end() : log.start());
        }
        return new ListOffsetsResponse()
                .topics(List.of(new ListOffsetsTopicResponse()
                        .name(request.topics().get(0).name())
                        .partitions(List.of(found))));
    }
}
