/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.FileRegion;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import io.odradek.broker.log.FileSlices;
import io.odradek.broker.log.LogSlice;
import io.odradek.protocol.message.ApiKey;
import io.odradek.protocol.message.FetchResponse;
import io.odradek.protocol.message.FetchResponse.FetchableTopicResponse;
import io.odradek.protocol.message.FetchResponse.PartitionData;
import io.odradek.protocol.message.ResponseHeader;
import io.odradek.protocol.wire.BufRecords;
import io.odradek.protocol.wire.Records;
import io.odradek.protocol.wire.WireWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ResponseEncoderTest {
    private static final short VERSION = 12;

    private final EmbeddedChannel channel = new EmbeddedChannel(new ResponseEncoder(true));

    private static byte[] plain(FetchResponse answer) {
        ByteBuf body = Unpooled.buffer();
        new ResponseHeader().correlationId(7).write(new WireWriter(body), (short) 1);
        answer.write(new WireWriter(body), VERSION);
        byte[] bytes = ByteBufUtil.getBytes(
                Unpooled.buffer().writeInt(body.readableBytes()).writeBytes(body));
        body.release();
        return bytes;
    }

    /** What a socket would get, the file's part of it too. */
    private byte[] sent() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        Object part = channel.readOutbound();
        while (part != null) {
            if (part instanceof FileRegion region) {
                assertThat(region.transferTo(Channels.newChannel(all), 0)).isEqualTo(region.count());
            } else {
                all.writeBytes(ByteBufUtil.getBytes((ByteBuf) part));
            }
            ReferenceCountUtil.release(part);
            part = channel.readOutbound();
        }
        return all.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100, ResponseEncoder.SENDFILE_BYTES_MIN, 100_000})
    void recordsOfAnySizeStandWhereTheyBelong(int bytes, @TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("log"), numbers(3 * bytes));

        channel.writeOutbound(new Response(ApiKey.FETCH, VERSION, 7, answerOf(slices(file, bytes, 3))));

        assertThat(sent()).isEqualTo(plain(answerOf(copies(file, bytes, 3))));
    }

    @Test
    void slicesThatFitAPacketOrTwoLeaveInOnePieceWithTheRest(@TempDir Path folder) throws IOException {
        int bytes = ResponseEncoder.SENDFILE_BYTES_MIN - 1;
        Path file = Files.write(folder.resolve("log"), numbers(2 * bytes));

        channel.writeOutbound(new Response(ApiKey.FETCH, VERSION, 7, answerOf(slices(file, bytes, 2))));

        assertThat(channel.outboundMessages()).hasSize(1);
        byte[] sent = sent();
        assertThat(sent).isEqualTo(plain(answerOf(copies(file, bytes, 2))));
    }

    @Test
    void largerSlicesStayInTheirFile(@TempDir Path folder) throws IOException {
        int bytes = ResponseEncoder.SENDFILE_BYTES_MIN;
        Path file = Files.write(folder.resolve("log"), numbers(2 * bytes));

        channel.writeOutbound(new Response(ApiKey.FETCH, VERSION, 7, answerOf(slices(file, bytes, 2))));

        assertThat(regions()).isEqualTo(2);
    }

    @Test
    void noMoreThanSoMuchIsKeptInMemory(@TempDir Path folder) throws IOException {
        int bytes = ResponseEncoder.SENDFILE_BYTES_MIN_LATER;
        int fitting = ResponseEncoder.TOGETHER_BYTES_MAX / bytes;
        Path file = Files.write(folder.resolve("log"), numbers(bytes * (fitting + 3)));

        channel.writeOutbound(new Response(ApiKey.FETCH, VERSION, 7, answerOf(slices(file, bytes, fitting + 3))));

        assertThat(regions()).isEqualTo(3);
    }

    private int regions() {
        int regions = 0;
        Object part = channel.readOutbound();
        while (part != null) {
            regions += part instanceof FileRegion ? 1 : 0;
            ReferenceCountUtil.release(part);
            part = channel.readOutbound();
        }
        return regions;
    }

    private static byte[] numbers(int count) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) (i * 31 / 7);
        }
        return bytes;
    }

    private static List<Records> slices(Path file, int bytes, int count) throws IOException {
        List<Records> slices = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            slices.add(FileSlices.of(file, (long) i * bytes, bytes));
        }
        return slices;
    }

    private static List<Records> copies(Path file, int bytes, int count) throws IOException {
        byte[] all = Files.readAllBytes(file);
        List<Records> copies = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            copies.add(BufRecords.of(Unpooled.wrappedBuffer(all, i * bytes, bytes)));
        }
        return copies;
    }

    private static FetchResponse answerOf(List<Records> records) {
        List<PartitionData> partitions = new ArrayList<>();
        for (Records each : records) {
            partitions.add(new PartitionData().partitionIndex(partitions.size()).records(each));
        }
        return new FetchResponse()
                .responses(List.of(new FetchableTopicResponse().topic("t").partitions(partitions)));
    }

    @Test
    void aSliceIsLetGoOfOnceItsBytesAreInTheAnswerOrSent(@TempDir Path folder) throws IOException {
        int large = ResponseEncoder.SENDFILE_BYTES_MIN;
        Path file = Files.write(folder.resolve("log"), numbers(large));
        LogSlice read = FileSlices.of(file, 0, 10);
        LogSlice kept = FileSlices.of(file, 0, large);

        channel.writeOutbound(new Response(ApiKey.FETCH, VERSION, 7, answerOf(List.of(read, kept))));
        assertThat(read.refCnt()).isZero();
        assertThat(kept.refCnt()).isEqualTo(1);
        sent();

        assertThat(kept.refCnt()).isZero();
    }

    @Test
    void anAnswerWithoutRecordsIsSentAsItIs() throws IOException {
        FetchResponse answer = answerOf(List.of(BufRecords.EMPTY, BufRecords.EMPTY));

        channel.writeOutbound(new Response(ApiKey.FETCH, VERSION, 7, answer));

        assertThat(sent()).isEqualTo(plain(answer));
    }
}
