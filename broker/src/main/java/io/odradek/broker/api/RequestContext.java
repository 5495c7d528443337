/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.netty.util.concurrent.EventExecutor;
import io.odradek.protocol.message.ApiKey;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * What a request's header and connection say about it.
 *
 * @param requestBytes the size of the frame
 * @param unsupportedVersion the client asked for a version of ApiVersions that is not known here; the body is empty
 *     and the answer is version 0's
 */
public record RequestContext(
        ApiKey apiKey,
        short apiVersion,
        int correlationId,
        @Nullable String clientId,
        ConnectionContext connection,
        int requestBytes,
        boolean unsupportedVersion) {

    public String listenerName() {
        return connection.listenerName();
    }

    public InetSocketAddress peer() {
        return connection.peer();
    }

    public String peerHost() {
        return connection.peerHost();
    }

    public EventExecutor ioLoop() {
        return connection.ioLoop();
    }

    /** The client id for log lines and quotas: never null. */
    public String clientIdOrEmpty() {
        return clientId == null ? "" : clientId;
    }
}
