/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker;

import io.netty.util.internal.PlatformDependent;
import io.odradek.broker.config.BrokerConfig;
import io.odradek.broker.config.Keys;
import io.odradek.broker.net.NetSettings;
import java.util.Map;

/** The network's settings out of Kafka's keys. */
final class NetConfig {
    private static final int IN_FLIGHT_MAX = 64;
    private static final int IN_FLIGHT_BYTES_MAX = 16 * 1024 * 1024;

    private NetConfig() {}

    static NetSettings settings(BrokerConfig config) {
        return new NetSettings(
                config.get(Keys.SOCKET_REQUEST_MAX_BYTES),
                config.get(Keys.CONNECTIONS_MAX_IDLE_MS),
                config.get(Keys.SOCKET_SEND_BUFFER_BYTES),
                config.get(Keys.SOCKET_RECEIVE_BUFFER_BYTES),
                config.get(Keys.SOCKET_LISTEN_BACKLOG_SIZE),
                IN_FLIGHT_MAX,
                IN_FLIGHT_BYTES_MAX,
                requestBytesMax(config),
                limits(config));
    }

    /** Where Kafka's default is no limit, half of the direct memory that there may be. */
    private static long requestBytesMax(BrokerConfig config) {
        long configured = config.get(Keys.QUEUED_MAX_REQUEST_BYTES);
        return configured > 0 ? configured : PlatformDependent.maxDirectMemory() / 2;
    }

    private static NetSettings.ConnectionLimits limits(BrokerConfig config) {
        return new NetSettings.ConnectionLimits(
                config.get(Keys.MAX_CONNECTIONS), config.get(Keys.MAX_CONNECTIONS_PER_IP), Map.of());
    }
}
