/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.net;

import io.odradek.broker.api.ApiHandler;
import io.odradek.broker.api.Reply;
import io.odradek.broker.api.RequestContext;
import io.odradek.protocol.message.ApiKey;
import io.odradek.protocol.message.MetadataRequest;
import io.odradek.protocol.message.MetadataResponse;
import java.util.ArrayList;
import java.util.List;

/** A Metadata handler that keeps every reply until the test gives an answer. */
final class HeldMetadata implements ApiHandler<MetadataRequest, MetadataResponse> {
    final List<Reply<MetadataResponse>> replies = new ArrayList<>();
    final List<RequestContext> contexts = new ArrayList<>();
    final List<Integer> abandoned = new ArrayList<>();
    boolean inTurn;
    boolean atOnce;
    boolean keepsState;

    @Override
    public ApiKey apiKey() {
        return ApiKey.METADATA;
    }

    @Override
    public short lowestVersion() {
        return 0;
    }

    @Override
    public short highestVersion() {
        return 13;
    }

    @Override
    public boolean isHandledInTurn() {
        return inTurn;
    }

    @Override
    public boolean keepsStateOnLoop() {
        return keepsState;
    }

    @Override
    public void handle(RequestContext context, MetadataRequest request, Reply<MetadataResponse> reply) {
        contexts.add(context);
        replies.add(reply);
        reply.onAbandoned(() -> abandoned.add(context.correlationId()));
        if (atOnce) {
            reply.send(new MetadataResponse());
        }
    }

    void answer(int index) {
        replies.get(index).send(new MetadataResponse());
    }
}
