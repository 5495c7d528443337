/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.odradek.protocol.record.RecordBatch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A follower is cut below its recovery point and copies from the next leader, and the power goes at every single disk
 * operation of that. Afterwards the log names each record's epoch as its batch does: otherwise the next leader would
 * find nothing to object to, and the old records would stay for ever.
 */
@Timeout(120)
final class CutPowerLossTest {
    private static final int SEEDS = 4;

    @Test
    void recordsFromBeforeTheCutAreNeverTakenForThoseThatCameAfterIt() {
        long operations = run(Long.MAX_VALUE, 0).operations();
        assertThat(operations).isGreaterThan(30);
        for (long at = 0; at < operations; at++) {
            for (int seed = 0; seed < SEEDS; seed++) {
                run(at, seed);
            }
        }
    }

    private static MemoryDisk run(long powerLossAt, int seed) {
        MemoryDisk disk = new MemoryDisk();
        disk.losePowerAfter(powerLossAt);
        List<String> durable = new ArrayList<>();
        try {
            LogFixture fixture = LogFixture.on(disk, Path.of("/data"));
            fixture.config = LogConfig.DEFAULTS.withSegmentBytes(600);
            history(fixture, durable);
            if (powerLossAt == Long.MAX_VALUE) {
                return disk;
            }
        } catch (MemoryDisk.PowerLostError expected) {
            assertThat(disk.operations()).isGreaterThan(powerLossAt);
        }
        if (seed == 0) {
            disk.forgetEverythingUnforced();
        } else {
            disk.powerLoss(new Random(seed * 1000L + powerLossAt));
        }
        check(LogFixture.on(disk, Path.of("/data")), durable, "power lost at " + powerLossAt + ", seed " + seed);
        return disk;
    }

    private static void history(LogFixture fixture, List<String> durable) {
        PartitionLog log = fixture.open();
        copy(log, 0, 0, 12);
        fixture.await(log.flush());
        assertThat(log.recoveryPoint()).isEqualTo(12);
        for (int i = 0; i < 4; i++) {
            durable.add("0-" + i);
        }
        // The checkpoint says that twelve records are on the disk.
        fixture.pass(61, TimeUnit.SECONDS);
        fixture.await(log.expectCut(4));
        log.truncateTo(4);
        copy(log, 1, 4, 10);
        fixture.await(log.flush());
        for (int i = 4; i < 10; i++) {
            durable.add("1-" + i);
        }
        copy(log, 1, 10, 14);
    }

    private static void copy(PartitionLog log, int epoch, int from, int to) {
        for (int offset = from; offset < to; offset++) {
            String value = epoch + "-" + offset;
            long base = offset;
            ByteBuf batch = LogFixture.batch(builder -> builder.baseOffset(base)
                    .partitionLeaderEpoch(epoch)
                    .append(LogFixture.START_MS, null, value.getBytes(UTF_8)));
            assertThat(log.appendAsFollower(batch)).isInstanceOf(AppendResult.Appended.class);
        }
    }

    private static void check(LogFixture fixture, List<String> durable, String when) {
        PartitionLog log = fixture.open();
        long offset = log.logStartOffset();
        List<String> served = fixture.read(log, offset);
        if (!durable.isEmpty() && offset == 0) {
            int most = Math.min(4, served.size());
            assertThat(served.subList(0, most)).as(when).isEqualTo(durable.subList(0, most));
        }
        if (durable.size() > 4) {
            assertThat(served).as(when).hasSizeGreaterThanOrEqualTo(durable.size());
            assertThat(served.subList(0, durable.size())).as(when).isEqualTo(durable);
        }
        while (offset < log.logEndOffset()) {
            ReadResult result = log.read(offset, 1, Long.MAX_VALUE, true);
            LogSlice slice = ((ReadResult.Read) result).slice();
            if (slice == null) {
                break;
            }
            ByteBuf bytes = LogFixture.bytes(slice);
            RecordBatch batch = RecordBatch.wrap(bytes, 0);
            assertThat(log.leaderEpochs().epochOf(batch.baseOffset()))
                    .as("%s, epoch of offset %s in %s", when, batch.baseOffset(), served)
                    .isEqualTo(batch.partitionLeaderEpoch());
            offset = batch.nextOffset();
        }
    }
}
