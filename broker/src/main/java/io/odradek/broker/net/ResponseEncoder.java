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
import io.odradek.protocol.wire.BufRecords;
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
 * Answers to bytes. Everything but large records goes into one buffer; large records stay where they are, in a file or
 * in a buffer, and are sent from there, between the parts of that buffer. Confined to the connection's I/O loop.
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
    /** From here on, a write of its own costs less than a copy. */
    static final int OWN_WRITE_BYTES_MIN = 4 * 1024;
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

    /** Records that are kept out of the buffer, each with the place in the buffer where it belongs. */
    private final class Parts implements RecordsSink {
        private @Nullable List<Records> kept;
        private int[] places = new int[2];

        @Override
        public void write(ByteBuf out, Records records) {
            int size = records.sizeBytes();
            int sendfileMin = out.writerIndex() < TOGETHER_BYTES_MAX ? SENDFILE_BYTES_MIN : SENDFILE_BYTES_MIN_LATER;
            if (records instanceof LogSlice slice && (!files || size < sendfileMin || slice.channel() == null)) {
                try {
                    slice.readInto(out);
                } catch (IOException e) {
                    throw new UncheckedIOException("Cannot read " + slice, e);
                }
            } else if (size < OWN_WRITE_BYTES_MIN) {
                RecordsSink.COPY.write(out, records);
            } else {
                keep(out.writerIndex(), records);
            }
        }

        private void keep(int place, Records records) {
            List<Records> list = kept;
            if (list == null) {
                list = new ArrayList<>(2);
                kept = list;
            }
            if (list.size() == places.length) {
                places = Arrays.copyOf(places, places.length * 2);
            }
            places[list.size()] = place;
            records.retain();
            list.add(records);
        }

        void release() {
            if (kept != null) {
                kept.forEach(Records::release);
                kept = null;
            }
        }

        void consumeWrite(ChannelHandlerContext ctx, ByteBuf out, ChannelPromise promise) {
            List<Records> list = kept;
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

        /** The records, and what of the buffer stands before, between and behind them. */
        private List<Object> pieces(List<Records> list, ByteBuf out) {
            List<Object> pieces = new ArrayList<>(2 * list.size() + 1);
            int from = out.readerIndex();
            for (int i = 0; i <= list.size(); i++) {
                int to = i < list.size() ? places[i] : out.writerIndex();
                if (to > from) {
                    pieces.add(out.retainedSlice(from, to - from));
                    from = to;
                }
                if (i < list.size()) {
                    pieces.add(writable(list.get(i)));
                }
            }
            return pieces;
        }

        /** What the transport takes in place of the records, with their reference. */
        private Object writable(Records records) {
            if (records instanceof LogSlice slice) {
                return new SliceRegion(slice);
            }
            if (records instanceof BufRecords bytes) {
                return bytes.buffer().slice();
            }
            throw new IllegalArgumentException(records.getClass().getName() + " cannot be sent");
        }
    }
}
