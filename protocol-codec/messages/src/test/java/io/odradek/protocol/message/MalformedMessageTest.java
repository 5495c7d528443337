/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.protocol.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.odradek.protocol.generator.MessageSpec;
import io.odradek.protocol.generator.MessageSpec.Kind;
import io.odradek.protocol.wire.ApiMessage;
import io.odradek.protocol.wire.MalformedMessageException;
import io.odradek.protocol.wire.WireReader;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is read from damaged bytes: what Kafka reads, or a {@link MalformedMessageException} where Kafka throws. */
final class MalformedMessageTest {
    private static final int DAMAGES_PER_VERSION = 15;
    private static final int ALLOCATION_MULTIPLE = 32;
    private static final int ALLOCATION_BYTES_FIXED = 2048;
    private static final KafkaClasses NEWEST = KafkaClasses.newest();
    private static final OdradekClasses ODRADEK = new OdradekClasses();
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    static Stream<String> messages() {
        return Specs.all().map(MessageSpec::name);
    }

    static Stream<String> requestsAndResponses() {
        return Specs.all()
                .filter(spec -> spec.kind() == Kind.REQUEST || spec.kind() == Kind.RESPONSE)
                .map(MessageSpec::name);
    }

    @ParameterizedTest
    @MethodSource("messages")
    void damagedBytesAreReadAsKafkaReadsThemOrRefusedWhereItRefuses(String name) throws Exception {
        MessageSpec spec = Specs.named(name);
        SplittableRandom random = new SplittableRandom(name.hashCode());

        for (int version = spec.versions().lowest(); version <= spec.versions().highest(); version++) {
            if (NEWEST.versionsOf(spec).contains(version)) {
                for (int i = 0; i < DAMAGES_PER_VERSION; i++) {
                    byte[] bytes = ODRADEK.encode(
                            ODRADEK.build(spec, RandomValues.message(spec, version, random)), (short) version);
                    compareWithKafka(spec, (short) version, Mutations.mutate(bytes, random));
                }
            }
        }
    }

    private static void compareWithKafka(MessageSpec spec, short version, byte[] bytes) throws Exception {
        Object theirs = null;
        ByteBuffer theirInput = ByteBuffer.wrap(bytes);
        try {
            theirs = NEWEST.decode(spec, theirInput, version);
        } catch (RuntimeException e) {
            assertThat(e).isNotInstanceOf(MalformedMessageException.class); // refused by Kafka
        }
        WireReader in = new WireReader(Unpooled.wrappedBuffer(bytes));
        if (theirs == null) {
            assertThatThrownBy(() -> ODRADEK.read(spec, in, version))
                    .as("%s v%d %s", spec.name(), version, Arrays.toString(bytes))
                    .isInstanceOf(MalformedMessageException.class);
        } else {
            ApiMessage ours = ODRADEK.read(spec, in, version);
            assertThat(in.remaining()).isEqualTo(theirInput.remaining());
            assertThat(ODRADEK.extract(spec, spec.root(), ours, version))
                    .isEqualTo(NEWEST.extract(spec, spec.root(), theirs, version));
        }
    }

    @ParameterizedTest
    @MethodSource("requestsAndResponses")
    void readingAllocatesASmallMultipleOfTheInput(String name) throws Exception {
        MessageSpec spec = Specs.named(name);
        SplittableRandom random = new SplittableRandom(name.hashCode());

        for (int version = spec.versions().lowest(); version <= spec.versions().highest(); version++) {
            for (Value value : DenseValues.of(spec, version)) {
                byte[] bytes = ODRADEK.encode(ODRADEK.build(spec, value), (short) version);
                checkAllocation(spec, (short) version, bytes);
                checkAllocation(spec, (short) version, Mutations.mutate(bytes, random));
            }
        }
    }

    private static void checkAllocation(MessageSpec spec, short version, byte[] bytes) {
        ApiKey key = ApiKey.forId((short) spec.apiKey());
        ByteBuf buffer = Unpooled.wrappedBuffer(bytes);
        read(key, spec.kind(), new WireReader(buffer), version); // loads the classes
        WireReader in = new WireReader(buffer);

        long before = THREADS.getCurrentThreadAllocatedBytes();
        read(key, spec.kind(), in, version);
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;

        assertThat(allocated)
                .as("%s v%d from %d bytes", spec.name(), version, bytes.length)
                .isLessThanOrEqualTo((long) ALLOCATION_MULTIPLE * bytes.length + ALLOCATION_BYTES_FIXED);
    }

    private static boolean read(ApiKey key, Kind kind, WireReader in, short version) {
        try {
            ApiMessage message = kind == Kind.REQUEST ? key.readRequest(in, version) : key.readResponse(in, version);
            message.release();
            return true;
        } catch (MalformedMessageException e) {
            return false;
        }
    }

    @Test
    void aMessageCutShortKeepsNoReferenceToItsRecords() {
        MessageSpec spec = Specs.named("ProduceRequest");
        byte[] bytes = {0, 0, 1, 0, 0, 0, 9, 2, 2, 'a', 3, 0, 0, 0, 0, 4, 1, 2, 3, 0, 0, 0, 0, 1, 4, 1, 2, 3, 0, 0, 0};
        ByteBuf whole = Unpooled.wrappedBuffer(bytes);

        for (int length = 0; length < bytes.length; length++) {
            ByteBuf cut = whole.slice(0, length);
            assertThat(read(ApiKey.PRODUCE, spec.kind(), new WireReader(cut), (short) 9))
                    .isFalse();
            assertThat(whole.refCnt()).isEqualTo(1);
        }

        ProduceRequest read = ProduceRequest.read(new WireReader(whole), (short) 9);
        assertThat(whole.refCnt()).isEqualTo(3); // one for each records field
        read.release();
        assertThat(whole.refCnt()).isEqualTo(1);
    }

    @Test
    void aVersionThatDoesNotExistIsMalformed() {
        WireReader in = new WireReader(Unpooled.wrappedBuffer(new byte[100]));

        assertThatThrownBy(() -> ApiKey.PRODUCE.readRequest(in, (short) 99))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("version 99 of ProduceRequest");
    }
}
