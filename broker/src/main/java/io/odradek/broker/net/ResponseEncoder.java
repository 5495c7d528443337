/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.odradek.broker.log.LogSlice;
import io.odradek.protocol.message.ApiKey;
import io.odradek.protocol.message.FetchResponse;
import io.odradek.protocol.message.ResponseHeader;
import io.odradek.protocol.wire.Records;
import io.odradek.protocol.wire.RecordsSink;
import io.odradek.protocol.wire.WireWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answers to bytes. Everything but large slices of files goes into one buffer; these are sent from where they are, between
 * the parts of that buffer. Confined to the connection's I/O loop.
 */
// A failed write or close shows as an exception in the pipeline or as the end of the channel.
@SuppressWarnings("FutureReturnValueIgnored")
final class ResponseEncoder extends ChannelOutboundHandlerAdapter {
    /**
     * From here on, handing a slice of a file to the kernel costs less than reading it and sending it with the rest of the
     * answer, in one packet.
     */
    static final int SENDFILE_BYTES_MIN = 64 * 1024;
    /** So much of an answer is put together in a buffer, for a peer that may be slow to take it. */
    static final int TOGETHER_BYTES_MAX = 256 * 1024;
    /** From here on a slice is handed over once the buffer holds so much. */
    static final int SENDFILE_BYTES_MIN_LATER = 16 * 1024;
    /** What an answer with records needs besides them, to begin with. */
    static final int FETCH_BYTES_EXPECTED = 1024;

    private final boolean files;

    /** @param files whether the transport can send from files */
    ResponseEncoder(boolean files) {
        this.files = files;
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        Response response = (Response) message;
        Parts parts = new Parts();
        ByteBuf out = null;
        try {
            out = encode(ctx, response, parts);
        } catch (RuntimeException e) {
            parts.release();
            promise.tryFailure(e);
            // What has left of earlier answers is whole; this one cannot be made, and none may follow it.
            ctx.fireExceptionCaught(e);
            return;
        } finally {
            response.body().release();
        }
        parts.consumeWrite(ctx, out, promise);
    }

    private ByteBuf encode(ChannelHandlerContext ctx, Response response, Parts parts) {
        ApiKey key = response.apiKey();
        short headerVersion = key.responseHeaderVersion(response.apiVersion());
        ResponseHeader header = new ResponseHeader().correlationId(response.correlationId());
        int size = header.sizeBytes(headerVersion) + response.body().sizeBytes(response.apiVersion());
        int capacity = response.body() instanceof FetchResponse fetched
                ? Math.min(size, FETCH_BYTES_EXPECTED + togetherBytes(fetched))
                : size;
        ByteBuf out = ctx.alloc().buffer(Integer.BYTES + capacity);
        boolean done = false;
        try {
            out.writeInt(size);
            WireWriter writer = new WireWriter(out, parts);
            header.write(writer, headerVersion);
            response.body().write(writer, response.apiVersion());
            done = true;
            return out;
        } finally {
            if (!done) {
                out.release();
            }
        }
    }

    /** What of the records will stand in the buffer. */
    private static int togetherBytes(FetchResponse response) {
        int bytes = 0;
        for (FetchResponse.FetchableTopicResponse topic : response.responses()) {
            for (FetchResponse.PartitionData partition : topic.partitions()) {
                Records records = partition.records();
                int size = records == null ? 0 : records.sizeBytes();
                if (size < SENDFILE_BYTES_MIN && bytes < TOGETHER_BYTES_MAX) {
                    bytes += size;
                }
            }
        }
        return bytes;
    }

    /** Slices that are kept out of the buffer, each with the place in the buffer where it belongs. */
    private final class Parts implements RecordsSink {
        private @Nullable List<LogSlice> kept;
        private int[] places = new int[2];

        @Override
        public void write(ByteBuf out, Records records) {
            if (!(records instanceof LogSlice slice)) {
                RecordsSink.COPY.write(out, records);
                return;
            }
            int sendfileMin = out.writerIndex() < TOGETHER_BYTES_MAX ? SENDFILE_BYTES_MIN : SENDFILE_BYTES_MIN_LATER;
            if (files && slice.sizeBytes() >= sendfileMin && slice.channel() != null) {
                keep(out.writerIndex(), slice);
                return;
            }
            try {
                slice.readInto(out);
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot read " + slice, e);
            }
        }

        private void keep(int place, LogSlice slice) {
            List<LogSlice> list = kept;
            if (list == null) {
                list = new ArrayList<>(2);
                kept = list;
            }
            if (list.size() == places.length) {
                places = Arrays.copyOf(places, places.length * 2);
            }
            places[list.size()] = place;
            slice.retain();
            list.add(slice);
        }

        void release() {
            if (kept != null) {
                kept.forEach(LogSlice::release);
                kept = null;
            }
        }

        void consumeWrite(ChannelHandlerContext ctx, ByteBuf out, ChannelPromise promise) {
            List<LogSlice> list = kept;
            if (list == null) {
                ctx.write(out, promise);
                return;
            }
            List<Object> pieces = pieces(list, out);
            // One write for all of them in the code: the compiler puts the whole way to the socket into each that it
            // sees.
            for (int i = 0; i < pieces.size(); i++) {
                ctx.write(pieces.get(i), i == pieces.size() - 1 ? promise : ctx.newPromise());
            }
            out.release();
        }

        /** The slices, and what of the buffer stands before, between and behind them. */
        private List<Object> pieces(List<LogSlice> list, ByteBuf out) {
            List<Object> pieces = new ArrayList<>(2 * list.size() + 1);
            int from = out.readerIndex();
            for (int i = 0; i <= list.size(); i++) {
                int to = i < list.size() ? places[i] : out.writerIndex();
                if (to > from) {
                    pieces.add(out.retainedSlice(from, to - from));
                    from = to;
                }
                if (i < list.size()) {
                    pieces.add(new SliceRegion(list.get(i)));
                }
            }
            return pieces;
        }
    }
}
