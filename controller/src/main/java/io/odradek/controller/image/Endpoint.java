/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.image;

/** Where one listener of a broker is reached. The security protocol is Kafka's name for it, such as PLAINTEXT. */
public record Endpoint(String listener, String securityProtocol, String host, int port) {
    /** Whether both are reached at the same host and port: a connection to the one is one to the other. */
    public boolean isWhere(Endpoint other) {
        return port == other.port && host.equals(other.host);
    }

    @Override
    public String toString() {
        return listener + "://" + host + ":" + port;
    }
}
