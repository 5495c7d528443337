/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.jmh;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.odradek.protocol.message.FetchRequest;
import io.odradek.protocol.message.FetchResponse;
import io.odradek.protocol.message.MetadataResponse;
import io.odradek.protocol.message.ProduceRequest;
import io.odradek.protocol.wire.ApiMessage;
import io.odradek.protocol.wire.WireReader;
import io.odradek.protocol.wire.WireWriter;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.ObjectSerializationCache;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Encoding and decoding of the messages that brokers see most, by our generated classes from and to pooled direct
 * buffers and by Kafka's from and to heap buffers, as each does in its broker. Neither side allocates its buffer, and
 * both copy records when they encode. Run with {@code -prof gc} for the bytes allocated per operation.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class CodecBenchmark {
    private static final short METADATA_VERSION = MetadataResponseData.HIGHEST_SUPPORTED_VERSION;
    private static final short PRODUCE_VERSION = 12; // the last one with topic names
    private static final short FETCH_VERSION = FetchRequestData.HIGHEST_SUPPORTED_VERSION;

    private final MetadataResponseData kafkaMetadataResponse = CodecSamples.metadataResponse();
    private final ProduceRequestData kafkaProduceRequest = CodecSamples.produceRequest();
    private final FetchRequestData kafkaFetchRequest = CodecSamples.fetchRequest();
    private final FetchResponseData kafkaFetchResponse = CodecSamples.fetchResponse();

    private final byte[] metadataResponseBytes = CodecSamples.bytes(kafkaMetadataResponse, METADATA_VERSION);
    private final byte[] produceRequestBytes = CodecSamples.bytes(kafkaProduceRequest, PRODUCE_VERSION);
    private final byte[] fetchRequestBytes = CodecSamples.bytes(kafkaFetchRequest, FETCH_VERSION);
    private final byte[] fetchResponseBytes = CodecSamples.bytes(kafkaFetchResponse, FETCH_VERSION);

    private final ByteBuf metadataResponseIn = direct(metadataResponseBytes);
    private final ByteBuf produceRequestIn = direct(produceRequestBytes);
    private final ByteBuf fetchRequestIn = direct(fetchRequestBytes);
    private final ByteBuf fetchResponseIn = direct(fetchResponseBytes);

    private final WireReader reader = new WireReader(metadataResponseIn);
    private final MetadataResponse metadataResponse = MetadataResponse.read(reader, METADATA_VERSION);
    private final ProduceRequest produceRequest = ProduceRequest.read(reader.reset(produceRequestIn), PRODUCE_VERSION);
    private final FetchRequest fetchRequest = FetchRequest.read(reader.reset(fetchRequestIn), FETCH_VERSION);
    private final FetchResponse fetchResponse = FetchResponse.read(reader.reset(fetchResponseIn), FETCH_VERSION);

    private final ByteBuf out = PooledByteBufAllocator.DEFAULT.directBuffer(1 << 16);
    private final WireWriter writer = new WireWriter(out);
    private final ByteBuffer kafkaOut = ByteBuffer.allocate(1 << 16);

    private static ByteBuf direct(byte[] bytes) {
        return PooledByteBufAllocator.DEFAULT.directBuffer(bytes.length).writeBytes(bytes);
    }

    private int encode(ApiMessage message, short version) {
        out.clear();
        int size = message.sizeBytes(version);
        message.write(writer, version);
        return size - out.readableBytes();
    }

    private int encodeByKafka(org.apache.kafka.common.protocol.ApiMessage message, short version) {
        kafkaOut.clear();
        ObjectSerializationCache cache = new ObjectSerializationCache();
        int size = message.size(cache, version);
        message.write(new ByteBufferAccessor(kafkaOut), cache, version);
        return size - kafkaOut.position();
    }

    @Benchmark
    public int metadataResponseEncodeOdradek() {
        return encode(metadataResponse, METADATA_VERSION);
    }

    @Benchmark
    public int metadataResponseEncodeKafka() {
        return encodeByKafka(kafkaMetadataResponse, METADATA_VERSION);
    }

    @Benchmark
    public MetadataResponse metadataResponseDecodeOdradek() {
        return MetadataResponse.read(reader.reset(metadataResponseIn), METADATA_VERSION);
    }

    @Benchmark
    public MetadataResponseData metadataResponseDecodeKafka() {
        return new MetadataResponseData(
                new ByteBufferAccessor(ByteBuffer.wrap(metadataResponseBytes)), METADATA_VERSION);
    }

    @Benchmark
    public int produceRequestEncodeOdradek() {
        return encode(produceRequest, PRODUCE_VERSION);
    }

    @Benchmark
    public int produceRequestEncodeKafka() {
        return encodeByKafka(kafkaProduceRequest, PRODUCE_VERSION);
    }

    @Benchmark
    public ProduceRequest produceRequestDecodeOdradek() {
        ProduceRequest request = ProduceRequest.read(reader.reset(produceRequestIn), PRODUCE_VERSION);
        request.release();
        return request;
    }

    @Benchmark
    public ProduceRequestData produceRequestDecodeKafka() {
        return new ProduceRequestData(new ByteBufferAccessor(ByteBuffer.wrap(produceRequestBytes)), PRODUCE_VERSION);
    }

    @Benchmark
    public int fetchRequestEncodeOdradek() {
        return encode(fetchRequest, FETCH_VERSION);
    }

    @Benchmark
    public int fetchRequestEncodeKafka() {
        return encodeByKafka(kafkaFetchRequest, FETCH_VERSION);
    }

    @Benchmark
    public FetchRequest fetchRequestDecodeOdradek() {
        return FetchRequest.read(reader.reset(fetchRequestIn), FETCH_VERSION);
    }

    @Benchmark
    public FetchRequestData fetchRequestDecodeKafka() {
        return new FetchRequestData(new ByteBufferAccessor(ByteBuffer.wrap(fetchRequestBytes)), FETCH_VERSION);
    }

    @Benchmark
    public int fetchResponseEncodeOdradek() {
        return encode(fetchResponse, FETCH_VERSION);
    }

    @Benchmark
    public int fetchResponseEncodeKafka() {
        return encodeByKafka(kafkaFetchResponse, FETCH_VERSION);
    }

    @Benchmark
    public FetchResponse fetchResponseDecodeOdradek() {
        FetchResponse response = FetchResponse.read(reader.reset(fetchResponseIn), FETCH_VERSION);
        response.release();
        return response;
    }

    @Benchmark
    public FetchResponseData fetchResponseDecodeKafka() {
        return new FetchResponseData(new ByteBufferAccessor(ByteBuffer.wrap(fetchResponseBytes)), FETCH_VERSION);
    }
}
