/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.record.RecordBatch;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Reads of sealed segments on the disk pool. */
class ColdReadTest {
    private static final int RECORDS = 20;

    private final LogFixture fixture = LogFixture.inMemory();
    private final PartitionLog log = filled();

    private PartitionLog filled() {
        // Two batches in a segment.
        fixture.config = LogConfig.DEFAULTS.withSegmentBytes(200);
        PartitionLog opened = fixture.open();
        for (int i = 0; i < RECORDS; i++) {
            fixture.append(opened, "value " + i);
        }
        fixture.settle();
        return opened;
    }

    private ReadResult read(long offset, long bound) {
        return fixture.await(log.readCold(offset, 1 << 20, bound, true));
    }

    @Test
    void everyOffsetIsFoundInItsSegment() {
        for (int offset = 0; offset < RECORDS; offset++) {
            ByteBuf bytes = LogFixture.bytes(LogFixture.slice(read(offset, RECORDS)));
            assertThat(RecordBatch.wrap(bytes, 0).baseOffset()).isEqualTo(offset);
            int batches = offset % 2 == 0 ? 2 : 1;
            assertThat(bytes.readableBytes()).isBetween(batches * 70, batches * 80);
        }
    }

    @Test
    void aBoundInsideASegmentIsKept() {
        ByteBuf bytes = LogFixture.bytes(LogFixture.slice(read(6, 7)));
        assertThat(bytes.readableBytes()).isEqualTo(RecordBatch.wrap(bytes, 0).lengthBytes());
    }

    @Test
    void whatIsNotInTheLogIsAnsweredAtOnce() {
        assertThat(read(RECORDS + 1, RECORDS)).isEqualTo(new ReadResult.OutOfRange(0, RECORDS));
        assertThat(read(3, 3)).isEqualTo(new ReadResult.Read(null));
    }

    @Test
    void aSegmentThatIsDeletedMeanwhileIsReadToTheEnd() {
        CompletionStage<ReadResult> asked = log.readCold(0, 1 << 20, RECORDS, true);
        log.deleteRecordsBefore(10);
        assertThat(log.applyRetention()).isEqualTo(5);
        ByteBuf bytes = LogFixture.bytes(LogFixture.slice(fixture.await(asked)));
        assertThat(RecordBatch.wrap(bytes, 0).isCrcValid()).isTrue();
        assertThat(read(0, RECORDS)).isEqualTo(new ReadResult.OutOfRange(10, RECORDS));
    }

    @Test
    void aDamagedSegmentIsSaidToBeDamagedAndStaysAlone() {
        Path file = fixture.folder().resolve("00000000000000000004.log");
        byte[] bytes = fixture.memory().bytes(file);
        // The length of the first batch there.
        bytes[8] = 0x7f;
        fixture.memory().bytes(file, bytes);
        assertThat(read(4, RECORDS))
                .isInstanceOfSatisfying(
                        ReadResult.Failed.class,
                        failed -> assertThat(failed.error()).isEqualTo(ErrorCode.CORRUPT_MESSAGE));
        assertThat(LogFixture.bytes(LogFixture.slice(read(6, RECORDS))).isReadable())
                .isTrue();
        assertThat(fixture.offline).isEmpty();
    }
}
