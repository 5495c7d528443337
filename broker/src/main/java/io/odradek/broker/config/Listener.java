/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.config;

/** A place where clients or brokers connect. An empty host means every interface of the machine. */
public record Listener(String name, SecurityProtocol protocol, String host, int port) {
    @Override
    public String toString() {
        return name + "://" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
