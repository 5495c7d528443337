/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker;

import io.netty.util.concurrent.EventExecutor;
import io.odradek.broker.config.BrokerConfig;
import io.odradek.broker.config.Keys;
import io.odradek.broker.net.PeerClient;
import io.odradek.broker.replication.FetcherEnvironment;
import io.odradek.broker.replication.FetcherSettings;
import io.odradek.broker.replication.ReplicaFetchers;
import io.odradek.controller.PeerTransport;
import io.odradek.controller.image.BrokerImage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Makes the fetchers of a broker, each loop's with connections of its own. Used while the broker is put together. */
final class FetcherSetup {
    private final BrokerConfig config;
    private final BrokerEnvironment environment;
    private final int brokerId;
    private final Consumer<BrokerImage> onLost;
    private final List<PeerClient> clients = new ArrayList<>();

    /** @param onLost hears of a leader that cannot be fetched from any more, on any thread */
    FetcherSetup(BrokerConfig config, BrokerEnvironment environment, int brokerId, Consumer<BrokerImage> onLost) {
        this.config = config;
        this.environment = environment;
        this.brokerId = brokerId;
        this.onLost = onLost;
    }

    FetcherSettings settings() {
        return new FetcherSettings(
                brokerId,
                config.get(Keys.REPLICA_FETCH_WAIT_MAX_MS),
                config.get(Keys.REPLICA_FETCH_MIN_BYTES),
                config.get(Keys.REPLICA_FETCH_MAX_BYTES),
                config.get(Keys.REPLICA_FETCH_RESPONSE_MAX_BYTES),
                config.get(Keys.REPLICA_FETCH_BACKOFF_MS));
    }

    ReplicaFetchers fetchers(FetcherEnvironment outside, List<EventExecutor> loops) {
        return new ReplicaFetchers(outside, loops, this::connections);
    }

    private PeerTransport connections(EventExecutor loop) {
        PeerClient client = PeerClient.near(
                loop,
                environment.ioLoops(),
                environment.transport(),
                environment.allocator(),
                new PeerClient.Settings(
                        config.interBrokerListenerName(),
                        "broker-" + brokerId + "-fetcher-" + clients.size(),
                        config.get(Keys.REPLICA_SOCKET_TIMEOUT_MS),
                        config.get(Keys.SOCKET_REQUEST_MAX_BYTES)));
        clients.add(client);
        return new AttentiveTransport(client, onLost);
    }

    void close() {
        clients.forEach(PeerClient::close);
    }
}
