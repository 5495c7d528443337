/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.net;

/** Where to listen: an empty host is every address, port 0 is any free one. */
public record ListenerAddress(String listenerName, String host, int port) {}
