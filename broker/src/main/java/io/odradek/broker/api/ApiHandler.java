/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.odradek.protocol.message.ApiKey;
import io.odradek.protocol.wire.ApiMessage;

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

    /** Must lead to exactly one call of one of the reply's methods, now or later, on any thread. */
    void handle(RequestContext context, Q request, Reply<A> reply);
}
