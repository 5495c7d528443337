/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.netty.util.Attribute;
import io.netty.util.AttributeKey;
import io.odradek.broker.log.AbortedTransaction;
import io.odradek.broker.log.EpochEndOffset;
import io.odradek.broker.partition.FetchAsk;
import io.odradek.broker.partition.FetchCall;
import io.odradek.broker.partition.FetchOrigin;
import io.odradek.broker.partition.FetchReader;
import io.odradek.broker.partition.Fetched;
import io.odradek.broker.partition.KnownLeader;
import io.odradek.broker.partition.PartitionDirectory;
import io.odradek.broker.partition.PartitionRef;
import io.odradek.broker.partition.ReplicationQuota;
import io.odradek.broker.partition.ShardLoops;
import io.odradek.controller.image.TopicPartition;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.ApiKey;
import io.odradek.protocol.message.FetchRequest;
import io.odradek.protocol.message.FetchRequest.FetchPartition;
import io.odradek.protocol.message.FetchResponse;
import io.odradek.protocol.message.FetchResponse.FetchableTopicResponse;
import io.odradek.protocol.message.FetchResponse.LeaderIdAndEpoch;
import io.odradek.protocol.message.FetchResponse.NodeEndpoint;
import io.odradek.protocol.message.FetchResponse.PartitionData;
import io.odradek.protocol.wire.BufRecords;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Fetch 4–18: long poll (minimum of bytes, longest wait), limits in bytes with a first batch that may be larger, both
 * isolation levels, incremental sessions (from 7), epochs and divergence (from 9 and 12), topics by id (from 13), the
 * leader with NOT_LEADER_OR_FOLLOWER (from 16). Followers fetch through it too, and their progress is noted. Consumers
 * are sent to a nearer replica, and served by followers, from 11 on (KIP-392).
 *
 * <p>Not done: snapshots of KRaft.
 *
 * <p>The session is merged on the I/O loop, {@link FetchCall} goes through the partitions, and the answer, put together
 * back on the I/O loop, carries slices of files.
 */
public final class FetchHandler implements ApiHandler<FetchRequest, FetchResponse> {
    private static final short CURRENT_LEADER_FROM = 16;
    private static final short TOPIC_IDS_FROM = 13;
    private static final short REPLICA_STATE_FROM = 15;
    private static final short ANY_REPLICA_FROM = 11;
    private static final int CONSUMER = -1;
    private static final byte READ_COMMITTED = 1;
    private static final AttributeKey<Integer> SESSION = AttributeKey.valueOf("odradek.fetch-session");

    private final PartitionDirectory directory;
    private final ClusterView cluster;
    private final FetchSessions sessions;
    private final ReplicationQuota quota;
    private final int bytesMax;

    /**
     * @param quota on what followers fetch here
     * @param bytesMax {@code fetch.max.bytes}, the most that one answer carries whatever the client would take
     */
    public FetchHandler(
            PartitionDirectory directory,
            ClusterView cluster,
            FetchSessions sessions,
            ReplicationQuota quota,
            int bytesMax) {
        this.directory = directory;
        this.cluster = cluster;
        this.sessions = sessions;
        this.quota = quota;
        this.bytesMax = bytesMax;
    }

    @Override
    public ApiKey apiKey() {
        return ApiKey.FETCH;
    }

    @Override
    public short lowestVersion() {
        return 4;
    }

    @Override
    public short highestVersion() {
        return 18;
    }

    @Override
    public void handle(RequestContext context, FetchRequest request, Reply<FetchResponse> reply) {
        new Call(context, request, reply).start();
    }

    private final class Call {
        private final RequestContext context;
        private final FetchReader reader;
        private final boolean byId;
        private final FetchContext fetch;
        private final Reply<FetchResponse> reply;
        private final PartitionLookup lookup;

        /** In the order of the context's partitions; null where the asks have the next one. */
        private final List<@Nullable Fetched> refused = new ArrayList<>();

        Call(RequestContext context, FetchRequest request, Reply<FetchResponse> reply) {
            this.context = context;
            this.reply = reply;
            this.byId = context.apiVersion() >= TOPIC_IDS_FROM;
            int most = Math.max(0, Math.min(request.maxBytes(), bytesMax));
            this.reader = new FetchReader(
                    origin(request),
                    Math.min(request.minBytes(), most),
                    most,
                    request.maxWaitMs(),
                    request.isolationLevel() == READ_COMMITTED);
            this.fetch = FetchContext.of(request, byId, sessions.on(context.ioLoop()), sessions.nowMs());
            this.lookup = new PartitionLookup(directory, cluster.image());
        }

        private FetchOrigin origin(FetchRequest request) {
            FetchRequest.ReplicaState state = request.replicaState();
            boolean inState = context.apiVersion() >= REPLICA_STATE_FROM && state != null;
            int replicaId = inState ? state.replicaId() : request.replicaId();
            if (replicaId >= 0 && inState) {
                return new FetchOrigin.Replica(replicaId, state.replicaEpoch());
            }
            return replicaId == CONSUMER && context.apiVersion() >= ANY_REPLICA_FROM
                    ? new FetchOrigin.Consumer(true, request.rackId(), context.listenerName())
                    : FetchOrigin.of(replicaId);
        }

        void start() {
            if (fetch.error() != ErrorCode.NONE) {
                reply.send(new FetchResponse().errorCode(fetch.error().code()));
                return;
            }
            List<FetchAsk> asks = new ArrayList<>(fetch.partitions().size());
            for (FetchSession.Cached cached : fetch.partitions()) {
                refused.add(plan(cached, asks));
            }
            boolean anyRefused = asks.size() < refused.size();
            FetchCall call = FetchCall.start(
                    reader, asks, anyRefused, results -> ShardLoops.run(context.ioLoop(), () -> answer(results)));
            reply.onAbandoned(call::abandon);
            fetch.started(call);
        }

        private @Nullable Fetched plan(FetchSession.Cached cached, List<FetchAsk> asks) {
            String topic = byId ? lookup.nameOf(cached.key.topicId()) : cached.key.topic();
            if (topic == null) {
                return Fetched.missing(ErrorCode.UNKNOWN_TOPIC_ID);
            }
            PartitionRef partition = lookup.find(topic, cached.key.partition());
            if (partition == null) {
                return Fetched.missing(lookup.errorOfMissing(topic, cached.key.partition()));
            }
            FetchPartition wanted = cached.wanted;
            asks.add(new FetchAsk(
                    partition,
                    wanted.fetchOffset(),
                    wanted.currentLeaderEpoch(),
                    wanted.lastFetchedEpoch(),
                    wanted.logStartOffset(),
                    Math.max(0, wanted.partitionMaxBytes())));
            return null;
        }

        private void answer(List<Fetched> results) {
            List<Fetched> all = merged(results);
            int sessionId = openSession();
            boolean[] named = fetch.named(all);
            FetchResponse response = new FetchResponse().sessionId(sessionId);
            CurrentLeaders leaders = lookup.currentLeaders(context.listenerName());
            FetchableTopicResponse topic = null;
            for (int i = 0; i < named.length; i++) {
                if (!named[i]) {
                    continue;
                }
                FetchSession.Key key = fetch.partitions().get(i).key;
                if (topic == null || !isSameTopic(topic, key)) {
                    topic = new FetchableTopicResponse().topic(key.topic()).topicId(key.topicId());
                    response.responses().add(topic);
                }
                topic.partitions().add(partition(key, all.get(i), leaders));
                count(key, all.get(i));
            }
            if (context.apiVersion() >= CURRENT_LEADER_FROM) {
                response.nodeEndpoints(leaders.endpoints((id, host, port, rack) ->
                        new NodeEndpoint().nodeId(id).host(host).port(port).rack(rack)));
            }
            reply.send(response);
        }

        private void count(FetchSession.Key key, Fetched fetched) {
            if (quota.isLimited() && fetched.sizeBytes() > 0 && reader.origin() instanceof FetchOrigin.Replica) {
                String name = byId ? lookup.nameOf(key.topicId()) : key.topic();
                if (name != null) {
                    quota.record(new TopicPartition(name, key.partition()), fetched.sizeBytes());
                }
            }
        }

        private List<Fetched> merged(List<Fetched> results) {
            List<Fetched> all = new ArrayList<>(refused.size());
            int next = 0;
            for (Fetched early : refused) {
                all.add(early == null ? results.get(next++) : early);
            }
            return all;
        }

        private int openSession() {
            FetchSessionCache cache = sessions.on(context.ioLoop());
            if (!fetch.opensSession() || cache == null) {
                return fetch.sessionId();
            }
            int partitions = fetch.partitions().size();
            FetchSession session =
                    cache.open(byId, reader.origin() instanceof FetchOrigin.Replica, partitions, sessions.nowMs());
            if (session == null) {
                return FetchContext.NO_SESSION;
            }
            session.adopt(fetch.partitions());
            ownSession(cache, session.id());
            return session.id();
        }

        /** A connection has one session at most: a new one replaces the last, and goes with the connection. */
        private void ownSession(FetchSessionCache cache, int id) {
            Attribute<Integer> own = context.connection().attribute(SESSION);
            Integer before = own.getAndSet(id);
            if (before == null) {
                context.connection().onClose(() -> {
                    Integer last = own.get();
                    if (last != null) {
                        cache.remove(last);
                    }
                });
            } else {
                cache.remove(before);
            }
        }

        private static boolean isSameTopic(FetchableTopicResponse topic, FetchSession.Key key) {
            return topic.topic().equals(key.topic()) && topic.topicId().equals(key.topicId());
        }

        private PartitionData partition(FetchSession.Key key, Fetched fetched, CurrentLeaders leaders) {
            PartitionData data = new PartitionData()
                    .partitionIndex(key.partition())
                    .errorCode(fetched.error().code())
                    .highWatermark(fetched.highWatermark())
                    .lastStableOffset(fetched.lastStableOffset())
                    .logStartOffset(fetched.logStartOffset())
                    .preferredReadReplica(fetched.preferredReplica())
                    .abortedTransactions(aborted(fetched))
                    .records(fetched.slice() == null ? BufRecords.EMPTY : fetched.slice());
            EpochEndOffset diverging = fetched.divergingEpoch();
            if (diverging != null) {
                data.divergingEpoch(new FetchResponse.EpochEndOffset()
                        .epoch(diverging.leaderEpoch())
                        .endOffset(diverging.endOffset()));
            }
            if (context.apiVersion() >= CURRENT_LEADER_FROM && CurrentLeaders.isWorthTelling(data.errorCode())) {
                KnownLeader known =
                        leaders.leaderOf(byId ? lookup.nameOf(key.topicId()) : key.topic(), key.partition());
                if (known != null) {
                    data.currentLeader(
                            new LeaderIdAndEpoch().leaderId(known.leader()).leaderEpoch(known.leaderEpoch()));
                }
            }
            return data;
        }

        private static @Nullable List<FetchResponse.AbortedTransaction> aborted(Fetched fetched) {
            List<AbortedTransaction> aborted = fetched.abortedTransactions();
            if (aborted == null) {
                return null;
            }
            List<FetchResponse.AbortedTransaction> all = new ArrayList<>(aborted.size());
            for (AbortedTransaction transaction : aborted) {
                all.add(new FetchResponse.AbortedTransaction()
                        .producerId(transaction.producerId())
                        .firstOffset(transaction.firstOffset()));
            }
            return all;
        }
    }
}
