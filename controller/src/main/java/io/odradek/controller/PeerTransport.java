/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

import io.odradek.controller.image.BrokerImage;
import io.odradek.protocol.wire.ApiMessage;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * The way to other brokers. Requests to one broker arrive in the order they were sent. The stage may complete on any
 * thread; it fails if no answer can come any more (connection refused or lost), and the caller then decides whether to
 * send again. The request's key is {@link ApiMessage#apiKey()}.
 */
public interface PeerTransport {
    CompletionStage<ApiMessage> send(BrokerImage to, short version, ApiMessage request);

    /** The broker is gone: connections to this registration of it are of no more use. */
    void forget(BrokerImage broker);

    /** Watches a broker; the listener may be called on any thread, in the order of events, until the link is closed. */
    PeerLink link(BrokerImage to, Consumer<PeerSign> listener);
}
