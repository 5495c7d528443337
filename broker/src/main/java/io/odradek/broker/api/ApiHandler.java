/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.netty.util.concurrent.EventExecutor;
import io.odradek.protocol.message.ApiKey;
import io.odradek.protocol.wire.ApiMessage;
import org.jspecify.annotations.Nullable;

/**
 * One Kafka API: wire to domain and back, without state of its own. Called on the I/O loop of the
 * connection that asks, and shared by all connections, so whatever it needs is handed to its
 * constructor and owned elsewhere.
 *
 * <p>Never waits: what takes time goes to its owner's loop, and the reply is sent from there. The
 * request and its records stay valid until the reply was sent, unless retained for longer.
 *
 * @param <Q> the request
 * @param <A> the answer
 */
public interface ApiHandler<Q extends ApiMessage, A extends ApiMessage> {
    ApiKey apiKey();

    /** The lowest version that is served; advertised by ApiVersions. */
    short lowestVersion();

    /** The highest version that is served; advertised by ApiVersions. */
    short highestVersion();

    /**
     * Whether a request is handled only once everything before it on its connection is answered: for answers that grow
     * stale while they wait for that.
     */
    default boolean isHandledInTurn() {
        return false;
    }

    /** Whether something is kept for a connection on its I/O loop, where it has to stay then. */
    default boolean keepsStateOnLoop() {
        return false;
    }

    /**
     * The loop that owns what this request is about, if the connection is likely to ask for nothing else: that of a
     * group whose member it is. Null if there is none, or it is not known. Called on any I/O loop.
     */
    default @Nullable EventExecutor ownerOf(Q request) {
        return null;
    }

    /** Must lead to exactly one call of one of the reply's methods, now or later, on any thread. */
    void handle(RequestContext context, Q request, Reply<A> reply);
}
