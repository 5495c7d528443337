/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.replication;

import io.netty.util.concurrent.EventExecutor;
import io.odradek.broker.partition.Follower;
import io.odradek.broker.partition.LeaderFollowing;
import io.odradek.controller.PeerTransport;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * All fetchers of a broker: on each shard loop one for each broker that leads something this loop follows. Each has a
 * way to its leader of its own, so that no fetch waits behind another one's long poll. Immutable but for what belongs to
 * the loops; a fetcher is made with its first partition and ends with its last.
 */
public final class ReplicaFetchers implements LeaderFollowing {
    private final IdentityHashMap<EventExecutor, Shard> shards = new IdentityHashMap<>();

    /** @param transports gives each loop its own connections */
    public ReplicaFetchers(
            FetcherEnvironment environment,
            List<EventExecutor> loops,
            Function<EventExecutor, PeerTransport> transports) {
        for (EventExecutor loop : loops) {
            shards.put(loop, new Shard(environment, loop, transports.apply(loop)));
        }
    }

    @Override
    public void follow(Follower follower) {
        shard(follower).follow(follower);
    }

    @Override
    public void stop(Follower follower) {
        shard(follower).stop(follower);
    }

    private Shard shard(Follower follower) {
        return Objects.requireNonNull(shards.get(follower.loop()), "a follower on a loop that is no shard");
    }

    /** The fetchers of one loop; confined to it. */
    private static final class Shard {
        private final FetcherEnvironment environment;
        private final EventExecutor loop;
        private final PeerTransport transport;
        private final Map<Integer, ReplicaFetcher> byLeader = new HashMap<>();

        Shard(FetcherEnvironment environment, EventExecutor loop, PeerTransport transport) {
            this.environment = environment;
            this.loop = loop;
            this.transport = transport;
        }

        void follow(Follower follower) {
            assert loop.inEventLoop();
            byLeader.computeIfAbsent(
                            follower.leader(),
                            leader -> new ReplicaFetcher(
                                    leader, loop, environment, transport, () -> byLeader.remove(leader)))
                    .follow(follower);
        }

        void stop(Follower follower) {
            assert loop.inEventLoop();
            ReplicaFetcher fetcher = byLeader.get(follower.leader());
            if (fetcher != null) {
                fetcher.stop(follower);
            }
        }
    }
}
