/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32C;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceDataCollection;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.ProduceRequest;
import org.apache.kafka.common.requests.ProduceResponse;
import org.apache.kafka.common.requests.RequestHeader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Batches that no client would send, or not twice, sent as they are: each has Kafka's answer. */
@Timeout(60)
@ExtendWith(DumpOnFailure.class)
class BadBatchTest {

    private static final short VERSION = 12;
    private static final long PRODUCER = 4242;

    @TempDir
    static Path folder;

    private static TestBroker broker;

    private String topic = "";

    @BeforeAll
    static void start() {
        broker = TestBroker.start(folder);
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @BeforeEach
    void newTopic() {
        topic = broker.topic();
    }

    @Test
    void aBatchThatComesTwiceIsWrittenOnceAndAnsweredAlike() throws IOException {
        PartitionProduceResponse first = send(idempotent(0, 0, "a", "b"));
        PartitionProduceResponse again = send(idempotent(0, 0, "a", "b"));

        assertThat(first.baseOffset()).isZero();
        assertThat(again.baseOffset()).isZero();
        assertThat(error(again)).isEqualTo(Errors.NONE);
        assertThat(broker.readTexts(topic)).containsExactly("a", "b");
    }

    @Test
    void aGapInTheSequenceIsOutOfOrder() throws IOException {
        send(idempotent(0, 0, "a"));

        assertThat(error(send(idempotent(0, 5, "f")))).isEqualTo(Errors.OUT_OF_ORDER_SEQUENCE_NUMBER);
        assertThat(broker.readTexts(topic)).containsExactly("a");
    }

    @Test
    void anOlderEpochIsFenced() throws IOException {
        send(idempotent(3, 0, "a"));

        assertThat(error(send(idempotent(2, 1, "b")))).isEqualTo(Errors.INVALID_PRODUCER_EPOCH);
    }

    @Test
    void aNewEpochStartsAtSequenceZero() throws IOException {
        send(idempotent(0, 0, "a"));

        assertThat(error(send(idempotent(1, 7, "b")))).isEqualTo(Errors.OUT_OF_ORDER_SEQUENCE_NUMBER);
        assertThat(error(send(idempotent(1, 0, "b")))).isEqualTo(Errors.NONE);
    }

    @Test
    void aSequenceWrapsAroundAtItsEnd() throws IOException {
        assertThat(error(send(idempotent(0, Integer.MAX_VALUE, "a")))).isEqualTo(Errors.NONE);
        assertThat(error(send(idempotent(0, 0, "b")))).isEqualTo(Errors.NONE);
    }

    @Test
    void aFlippedBitIsACorruptMessage() throws IOException {
        MemoryRecords records = plain("abcdef");
        int last = records.buffer().limit() - 2;
        records.buffer().put(last, (byte) (records.buffer().get(last) ^ 1));

        assertThat(error(send(records))).isEqualTo(Errors.CORRUPT_MESSAGE);
        assertThat(broker.readTexts(topic)).isEmpty();
    }

    @Test
    void aBatchCutShortIsRefused() throws IOException {
        ByteBuffer whole = plain("abcdef").buffer();
        ByteBuffer cut = whole.duplicate();
        cut.limit(whole.limit() - 5);

        assertThat(error(send(MemoryRecords.readableRecords(cut)))).isEqualTo(Errors.INVALID_RECORD);
        assertThat(broker.readTexts(topic)).isEmpty();
    }

    @Test
    void anOldMagicIsRefused() throws IOException {
        MemoryRecords records = plain("abc");
        records.buffer().put(16, (byte) 1);

        assertThat(error(send(records))).isEqualTo(Errors.INVALID_RECORD);
        assertThat(broker.readTexts(topic)).isEmpty();
    }

    @Test
    void twoBatchesForOnePartitionAreRefused() throws IOException {
        ByteBuffer one = plain("abc").buffer();
        ByteBuffer two = ByteBuffer.allocate(one.limit() * 2);
        two.put(one.duplicate()).put(one.duplicate()).flip();

        assertThat(error(send(MemoryRecords.readableRecords(two)))).isEqualTo(Errors.INVALID_RECORD);
    }

    @Test
    void aBatchWithoutRecordsIsRefused() throws IOException {
        MemoryRecords records = plain("abc");
        // The count, then a CRC that fits.
        records.buffer().putInt(57, 0);
        CRC32C crc = new CRC32C();
        ByteBuffer covered = records.buffer().duplicate();
        crc.update(covered.position(21));
        records.buffer().putInt(17, (int) crc.getValue());

        assertThat(error(send(records))).isEqualTo(Errors.INVALID_RECORD);
        assertThat(broker.readTexts(topic)).isEmpty();
    }

    @Test
    void aPartitionThatDoesNotExistIsUnknown() throws IOException {
        assertThat(error(send(topic, 9, plain("a")))).isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION);
        assertThat(error(send("no-such-topic", 0, plain("a")))).isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION);
    }

    private static MemoryRecords plain(String value) {
        return MemoryRecords.withRecords(Compression.NONE, new SimpleRecord(TestBroker.bytes(value)));
    }

    private static MemoryRecords idempotent(int epoch, int sequence, String... values) {
        SimpleRecord[] records = List.of(values).stream()
                .map(value -> new SimpleRecord(TestBroker.bytes(value)))
                .toArray(SimpleRecord[]::new);
        return MemoryRecords.withIdempotentRecords(Compression.NONE, PRODUCER, (short) epoch, sequence, records);
    }

    private static Errors error(PartitionProduceResponse answer) {
        return Errors.forCode(answer.errorCode());
    }

    private PartitionProduceResponse send(MemoryRecords records) throws IOException {
        return send(topic, 0, records);
    }

    private static PartitionProduceResponse send(String topic, int partition, MemoryRecords records)
            throws IOException {
        PartitionProduceData data =
                new PartitionProduceData().setIndex(partition).setRecords(records);
        TopicProduceDataCollection topics = new TopicProduceDataCollection();
        topics.add(new TopicProduceData().setName(topic).setPartitionData(List.of(data)));
        ProduceRequestData request =
                new ProduceRequestData().setAcks((short) -1).setTimeoutMs(5000).setTopicData(topics);
        RequestHeader header = new RequestHeader(ApiKeys.PRODUCE, VERSION, "raw", 1);
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), broker.process().port())) {
            socket.setSoTimeout(10_000);
            ByteBuffer frame = new ProduceRequest(request, VERSION).serializeWithHeader(header);
            ByteBuffer out = ByteBuffer.allocate(Integer.BYTES + frame.remaining());
            out.putInt(frame.remaining()).put(frame);
            socket.getOutputStream().write(out.array());
            DataInputStream in = new DataInputStream(socket.getInputStream());
            byte[] answer = in.readNBytes(in.readInt());
            ProduceResponse response =
                    (ProduceResponse) AbstractResponse.parseResponse(ByteBuffer.wrap(answer), header);
            return response.data()
                    .responses()
                    .iterator()
                    .next()
                    .partitionResponses()
                    .get(0);
        }
    }
}
