/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.image;

/** Where one listener of a broker is reached. The security protocol is Kafka's name for it, such as PLAINTEXT. */
public record Endpoint(String listener, String securityProtocol, String host, int port) {
    @Override
    public String toString() {
        return listener + "://" + host + ":" + port;
    }
}
