/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.netty.util.Attribute;
import io.netty.util.AttributeKey;
import io.odradek.broker.partition.FetchCall;
import io.odradek.broker.partition.FetchOrigin;
import io.odradek.broker.partition.FetchReader;
import io.odradek.broker.partition.Fetched;
import io.odradek.broker.partition.PartitionDirectory;
import io.odradek.broker.partition.ReplicationQuota;
import io.odradek.broker.partition.ShardLoops;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.ApiKey;
import io.odradek.protocol.message.FetchRequest;
import io.odradek.protocol.message.FetchResponse;
import java.util.List;

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

    /** Its session, and what watches partitions for it. */
    @Override
    public boolean keepsStateOnLoop() {
        return true;
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

        Call(RequestContext context, FetchRequest request, Reply<FetchResponse> reply) {
            this.context = context;
            this.reply = reply;
            this.byId = context.apiVersion() >= FetchAnswer.TOPIC_IDS_FROM;
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
            FetchSession session = fetch.session();
            if (session != null && session.isWatched()) {
                startWatched(session);
                return;
            }
            FetchPlan plan = new FetchPlan(lookup, byId, fetch.partitions());
            FetchCall call = FetchCall.start(
                    reader,
                    plan.asks(),
                    plan.refusesAny(),
                    results -> ShardLoops.run(context.ioLoop(), () -> answer(plan.merged(results))));
            reply.onAbandoned(call::abandon);
            fetch.started(call);
        }

        private void startWatched(FetchSession session) {
            SessionFetch watched = new SessionFetch(
                    context.ioLoop(), session, reader, due -> new FetchPlan(lookup, byId, due), named -> {
                        FetchAnswer answer = new FetchAnswer(context, lookup, quota);
                        named.forEach((cached, fetched) -> answer.add(cached.key, fetched));
                        reply.send(answer.finish(session.id()));
                    });
            reply.onAbandoned(watched::abandon);
            watched.start(sessions.nowMs());
        }

        private void answer(List<Fetched> all) {
            int sessionId = openSession();
            boolean[] named = fetch.named(all);
            boolean toFollower = reader.origin() instanceof FetchOrigin.Replica;
            FetchAnswer answer = new FetchAnswer(context, lookup, toFollower ? quota : ReplicationQuota.NONE);
            for (int i = 0; i < named.length; i++) {
                if (named[i]) {
                    answer.add(fetch.partitions().get(i).key, all.get(i));
                }
            }
            reply.send(answer.finish(sessionId));
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
            if (reader.origin() instanceof FetchOrigin.Replica && reader.minBytes() <= 1) {
                session.watch(reader, context.ioLoop());
            }
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
    }
}
