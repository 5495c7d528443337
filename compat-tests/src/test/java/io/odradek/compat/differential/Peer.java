/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.differential;

import io.odradek.compat.TestBroker;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.MessageUtil;
import org.apache.kafka.common.protocol.types.Struct;
import org.jspecify.annotations.Nullable;

/** One of the brokers that are asked, with what stands at it for the symbols of questions. Used from one thread. */
final class Peer implements AutoCloseable {
    /** In place of the member id that this broker gave last. */
    static final String GIVEN_MEMBER = "#member";

    private static final Duration ANSWER_MAX = Duration.ofSeconds(4);

    private final TestBroker broker;
    private final Map<Uuid, Uuid> topicIds;
    private final Map<Uuid, Uuid> symbols = new HashMap<>();
    private @Nullable Socket socket;
    private String givenMember = "nobody";

    /** @param topicIds by their symbols */
    Peer(TestBroker broker, Map<Uuid, Uuid> topicIds) {
        this.broker = broker;
        this.topicIds = topicIds;
        topicIds.forEach((symbol, id) -> symbols.put(id, symbol));
    }

    Map<String, @Nullable Object> ask(Question question) {
        return answers(List.of(this), question).get(0);
    }

    /**
     * Their answers in their order. All are asked at once and waited for until the same moment, as what a question has them
     * time, the rebalance of a group above all, is to end at all of them before the next question or after it.
     */
    static List<Map<String, @Nullable Object>> answers(List<Peer> peers, Question question) {
        peers.forEach(peer -> peer.begin(question));
        long deadlineNs = System.nanoTime() + ANSWER_MAX.toNanos();
        return peers.stream().map(peer -> peer.answer(question, deadlineNs)).toList();
    }

    private void begin(Question question) {
        try {
            send(question);
        } catch (IOException e) {
            close();
        }
    }

    /** The answer's fields, masked; where there is none, one that says why. */
    private Map<String, @Nullable Object> answer(Question question, long deadlineNs) {
        if (socket == null) {
            return Map.of("no answer", "the connection was closed");
        }
        try {
            long leftMs = Duration.ofNanos(deadlineNs - System.nanoTime()).toMillis();
            socket.setSoTimeout((int) Math.max(1, leftMs));
            return new Mask(broker, symbols, givenMember).of(question.api(), receive(question));
        } catch (SocketTimeoutException e) {
            close();
            return Map.of("no answer", "none in time");
        } catch (IOException e) {
            close();
            return Map.of("no answer", "the connection was closed");
        }
    }

    private void send(Question question) throws IOException {
        ApiKeys api = question.api();
        RequestHeaderData header = new RequestHeaderData()
                .setRequestApiKey(api.id)
                .setRequestApiVersion(question.version())
                .setClientId("differential");
        ByteBuffer head = MessageUtil.toByteBufferAccessor(header, api.requestHeaderVersion(question.version()))
                .buffer();
        Struct body =
                WireTree.written(api.messageType.requestSchemas()[question.version()], question.fields(), this::actual);
        ByteBuffer frame = ByteBuffer.allocate(4 + head.remaining() + body.sizeOf());
        frame.putInt(frame.capacity() - 4).put(head);
        body.writeTo(frame);
        if (socket == null) {
            socket = new Socket(
                    InetAddress.getLoopbackAddress(), broker.process().port());
            socket.setTcpNoDelay(true);
        }
        socket.getOutputStream().write(frame.array());
    }

    private @Nullable Object actual(@Nullable Object value) {
        if (value instanceof Uuid symbol) {
            return topicIds.getOrDefault(symbol, symbol);
        }
        return GIVEN_MEMBER.equals(value) ? givenMember : value;
    }

    private Map<String, @Nullable Object> receive(Question question) throws IOException {
        DataInputStream in = new DataInputStream(Objects.requireNonNull(socket).getInputStream());
        ByteBuffer frame = ByteBuffer.wrap(in.readNBytes(in.readInt()));
        ApiKeys api = question.api();
        ResponseHeaderData unused =
                new ResponseHeaderData(new ByteBufferAccessor(frame), api.responseHeaderVersion(question.version()));
        Map<String, @Nullable Object> answer =
                WireTree.read(api.messageType.responseSchemas()[question.version()].read(frame));
        if (answer.get("member_id") instanceof String member && Mask.isGiven(member)) {
            givenMember = member;
        }
        return answer;
    }

    @Override
    public void close() {
        try {
            if (socket != null) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            socket = null;
        }
    }
}
