/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.net;

import java.util.Map;

/**
 * The limits and socket options of all listeners. A buffer size of -1 leaves it to the operating system.
 *
 * @param inFlightMax requests of one connection that wait for their answers at the same time
 * @param inFlightBytesMax the bytes of these; one request is always let in, whatever its size
 * @param requestBytesMax the records in unanswered requests of all connections; each may still have one
 */
public record NetSettings(
        int frameBytesMax,
        long idleMsMax,
        int sendBufferBytes,
        int receiveBufferBytes,
        int backlog,
        int inFlightMax,
        int inFlightBytesMax,
        long requestBytesMax,
        ConnectionLimits connectionLimits) {

    /** How many connections are let in: in all, from one address, and from certain addresses. */
    public record ConnectionLimits(int max, int perAddressMax, Map<String, Integer> addressMax) {
        public static final ConnectionLimits NONE =
                new ConnectionLimits(Integer.MAX_VALUE, Integer.MAX_VALUE, Map.of());

        int maxOf(String address) {
            return addressMax.getOrDefault(address, perAddressMax);
        }
    }

    /** Kafka's defaults. */
    public static final NetSettings DEFAULTS = new NetSettings(
            100 * 1024 * 1024,
            600_000,
            100 * 1024,
            100 * 1024,
            50,
            64,
            16 * 1024 * 1024,
            Long.MAX_VALUE,
            ConnectionLimits.NONE);
}
