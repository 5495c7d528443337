/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.net;

import io.odradek.broker.api.ApiHandler;
import io.odradek.broker.api.Reply;
import io.odradek.broker.api.RequestContext;
import io.odradek.protocol.message.ApiKey;
import io.odradek.protocol.message.ProduceRequest;
import io.odradek.protocol.message.ProduceResponse;
import java.util.ArrayList;
import java.util.List;

/** A Produce handler that keeps every reply until the test gives an answer. */
final class HeldProduce implements ApiHandler<ProduceRequest, ProduceResponse> {
    final List<Reply<ProduceResponse>> replies = new ArrayList<>();

    @Override
    public ApiKey apiKey() {
        return ApiKey.PRODUCE;
    }

    @Override
    public short lowestVersion() {
        return 3;
    }

    @Override
    public short highestVersion() {
        return 13;
    }

    @Override
    public void handle(RequestContext context, ProduceRequest request, Reply<ProduceResponse> reply) {
        replies.add(reply);
    }
}
