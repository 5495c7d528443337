/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker;

import io.odradek.controller.PeerLink;
import io.odradek.controller.PeerSign;
import io.odradek.controller.PeerTransport;
import io.odradek.controller.image.BrokerImage;
import io.odradek.protocol.wire.ApiMessage;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** A transport that tells of every broker from which no answer can come any more, on the thread that notices. */
record AttentiveTransport(PeerTransport peers, Consumer<BrokerImage> onLost) implements PeerTransport {

    @Override
    public CompletionStage<ApiMessage> send(BrokerImage to, short version, ApiMessage request) {
        return peers.send(to, version, request).whenComplete((answer, failure) -> {
            if (failure != null) {
                onLost.accept(to);
            }
        });
    }

    @Override
    public void forget(BrokerImage broker) {
        peers.forget(broker);
    }

    @Override
    public PeerLink link(BrokerImage to, Consumer<PeerSign> listener) {
        return peers.link(to, listener);
    }
}
