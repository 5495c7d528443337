/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.odradek.broker.api.ApiHandler;
import io.odradek.broker.api.ApiRegistry;
import io.odradek.protocol.message.ApiKey;
import io.odradek.protocol.message.ApiVersionsRequest;
import io.odradek.protocol.message.RequestHeader;
import io.odradek.protocol.wire.ApiMessage;
import io.odradek.protocol.wire.MalformedMessageException;
import io.odradek.protocol.wire.WireReader;
import org.jspecify.annotations.Nullable;

/**
 * Frames to requests: header, then body by API key and version. Confined to the connection's I/O loop. Unknown keys and
 * versions end the connection, as they do in Kafka, except for ApiVersions, by which clients find out what there is: a
 * version of it that is too new is passed on as one without a body.
 */
final class RequestDecoder extends ChannelInboundHandlerAdapter {
    private static final int API_VERSION_AT = 2;

    private final ApiRegistry registry;
    private @Nullable WireReader reader;

    RequestDecoder(ApiRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf frame = (ByteBuf) message;
        Request request;
        try {
            request = decode(frame);
        } catch (BadInputException e) {
            ctx.fireExceptionCaught(e);
            return;
        } finally {
            frame.release();
        }
        ctx.fireChannelRead(request);
    }

    private Request decode(ByteBuf frame) {
        short apiId = frame.getShort(frame.readerIndex());
        short version = frame.getShort(frame.readerIndex() + API_VERSION_AT);
        ApiKey key = ApiKey.forId(apiId);
        ApiHandler<?, ?> handler = registry.handler(apiId);
        if (key == null) {
            throw new BadInputException("a request with the API key " + apiId
                    + ", which no Kafka has: no Kafka client, or one newer than this broker");
        }
        if (handler == null) {
            throw new BadInputException(
                    "a request for " + key.apiName() + " (" + apiId + "), which is not served here");
        }
        WireReader in = readerOf(frame);
        try {
            return decode(in, key, version, handler, frame.readableBytes());
        } catch (MalformedMessageException e) {
            throw new BadInputException("a request " + key.apiName() + " v" + version + " that cannot be read ("
                    + e.getMessage() + "): a broken client");
        }
    }

    private static Request decode(WireReader in, ApiKey key, short version, ApiHandler<?, ?> handler, int frameBytes) {
        boolean served = version >= handler.lowestVersion() && version <= handler.highestVersion();
        boolean fallback = !served && key == ApiKey.API_VERSIONS;
        if (!served && !fallback) {
            throw new BadInputException("a request " + key.apiName() + " v" + version + ", of which v"
                    + handler.lowestVersion() + " to v" + handler.highestVersion()
                    + " are served: a client that did not ask for the versions");
        }
        RequestHeader header = RequestHeader.read(in, key.requestHeaderVersion(version));
        ApiMessage body = fallback ? new ApiVersionsRequest() : key.readRequest(in, version);
        return new Request(handler, version, header.correlationId(), header.clientId(), body, frameBytes, fallback);
    }

    private WireReader readerOf(ByteBuf frame) {
        WireReader known = reader;
        if (known == null) {
            known = new WireReader(frame);
            reader = known;
            return known;
        }
        return known.reset(frame);
    }
}
