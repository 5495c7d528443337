/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.odradek.protocol.record.RecordBatch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a start makes of a log that was torn, damaged or robbed of a file. */
class RecoveryTest {
    private static final int BATCHES = 12;

    private final LogFixture fixture = LogFixture.inMemory();
    private int padding;

    private List<String> appendMany(PartitionLog log, int count) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String value = "value " + log.logEndOffset() + " " + "x".repeat(padding);
            values.add(value);
            assertThat(fixture.append(log, value)).isInstanceOf(AppendResult.Appended.class);
        }
        fixture.settle();
        return values;
    }

    private Path file(long base, String ending) {
        return fixture.folder().resolve(String.format("%020d%s", base, ending));
    }

    @Test
    void aTornTailIsCutAtTheLastWholeBatch() {
        PartitionLog log = fixture.open();
        List<String> values = appendMany(log, BATCHES);
        long before = log.sizeBytes();
        fixture.append(log, "the last one");
        byte[] whole = fixture.memory().bytes(file(0, ".log"));
        fixture.abandon();
        for (int size = (int) before; size < whole.length; size++) {
            fixture.memory().bytes(file(0, ".log"), Arrays.copyOf(whole, size));
            fixture.start();
            PartitionLog cut = fixture.open();
            assertThat(cut.logEndOffset()).as("cut at byte %d", size).isEqualTo(BATCHES);
            assertThat(fixture.read(cut, 0)).isEqualTo(values);
            assertThat(cut.sizeBytes()).isEqualTo(before);
            fixture.abandon();
        }
        fixture.memory().bytes(file(0, ".log"), whole);
        fixture.start();
        assertThat(fixture.open().logEndOffset()).isEqualTo(BATCHES + 1);
    }

    @Test
    void noDamagedBatchIsServedWhereverABitFlips() {
        PartitionLog log = fixture.open();
        List<String> values = appendMany(log, BATCHES);
        byte[] whole = fixture.memory().bytes(file(0, ".log"));
        fixture.abandon();
        Random random = new Random(7);
        for (int round = 0; round < 300; round++) {
            byte[] damaged = whole.clone();
            int bit = random.nextInt(whole.length * 8);
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            fixture.memory().bytes(file(0, ".log"), damaged);
            fixture.start();
            PartitionLog found = fixture.open();
            List<String> served = fixture.read(found, 0);
            // The leader epoch alone is not covered by the checksum: it is the broker's to change.
            int hit = batchAt(whole, bit / 8);
            assertThat(served).as("bit %d", bit).isEqualTo(values.subList(0, served.size()));
            assertThat(served.size()).isGreaterThanOrEqualTo(hit);
            fixture.abandon();
        }
    }

    private static int batchAt(byte[] log, int position) {
        ByteBuf bytes = Unpooled.wrappedBuffer(log);
        int number = 0;
        for (int at = 0; ; number++) {
            at += RecordBatch.wrap(bytes, at).lengthBytes();
            if (position < at) {
                return number;
            }
        }
    }

    @Test
    void damageInTheMiddleTakesEverythingAfterItAway() {
        fixture.config = LogConfig.DEFAULTS.withSegmentBytes(200);
        PartitionLog log = fixture.open();
        List<String> values = appendMany(log, BATCHES);
        fixture.abandon();
        // Nothing was checkpointed, so everything is checked.
        byte[] bytes = fixture.memory().bytes(file(4, ".log"));
        bytes[bytes.length / 2 + 70] ^= 1;
        fixture.memory().bytes(file(4, ".log"), bytes);
        fixture.start();
        log = fixture.open();
        assertThat(log.logEndOffset()).isEqualTo(5);
        assertThat(fixture.read(log, 0)).isEqualTo(values.subList(0, 5));
        assertThat(fixture.append(log, "new")).isEqualTo(new AppendResult.Appended(5, 5, -1, 0));
    }

    @Test
    void missingIndexesAreMadeAnew() {
        padding = 3000;
        PartitionLog log = fixture.open();
        List<String> values = appendMany(log, BATCHES);
        fixture.stop();
        byte[] index = fixture.memory().bytes(file(0, ".index"));
        byte[] timeIndex = fixture.memory().bytes(file(0, ".timeindex"));
        assertThat(index).hasSizeGreaterThan(8);
        deleteQuietly(file(0, ".index"), file(0, ".timeindex"));
        fixture.start();
        log = fixture.open();
        assertThat(fixture.read(log, 5)).isEqualTo(values.subList(5, BATCHES));
        assertThat(fixture.memory().bytes(file(0, ".index"))).isEqualTo(index);
        assertThat(fixture.memory().bytes(file(0, ".timeindex"))).isEqualTo(timeIndex);
    }

    @Test
    void damagedIndexesAreMadeAnew() {
        padding = 3000;
        PartitionLog log = fixture.open();
        List<String> values = appendMany(log, BATCHES);
        fixture.stop();
        byte[] index = fixture.memory().bytes(file(0, ".index"));
        // As a preallocated index looks after a crash.
        fixture.memory().bytes(file(0, ".index"), Arrays.copyOf(index, 4096));
        fixture.start();
        log = fixture.open();
        assertThat(fixture.read(log, 5)).isEqualTo(values.subList(5, BATCHES));
        assertThat(fixture.memory().bytes(file(0, ".index"))).isEqualTo(index);
    }

    @Test
    void indexesAfterARecoveryAreThoseOfAnUndisturbedLog() {
        padding = 3000;
        PartitionLog log = fixture.open();
        appendMany(log, BATCHES);
        fixture.stop();
        byte[] index = fixture.memory().bytes(file(0, ".index"));
        byte[] timeIndex = fixture.memory().bytes(file(0, ".timeindex"));
        deleteQuietly(fixture.data.resolve(".kafka_cleanshutdown"));
        for (int i = 0; i < 3; i++) {
            fixture.start();
            fixture.open();
            fixture.abandon();
        }
        assertThat(fixture.memory().bytes(file(0, ".index"))).isEqualTo(index);
        assertThat(fixture.memory().bytes(file(0, ".timeindex"))).isEqualTo(timeIndex);
    }

    @Test
    void damagedCheckpointsAreIgnored() {
        PartitionLog log = fixture.open();
        List<String> values = appendMany(log, BATCHES);
        fixture.stop();
        for (String name : List.of(
                OffsetCheckpointFile.RECOVERY_POINTS,
                OffsetCheckpointFile.HIGH_WATERMARKS,
                OffsetCheckpointFile.LOG_STARTS)) {
            fixture.memory().bytes(fixture.data.resolve(name), "0\n7\norders 3".getBytes(UTF_8));
        }
        fixture.start();
        assertThat(fixture.read(fixture.open(), 0)).isEqualTo(values);
    }

    @Test
    void aDamagedEpochFileIsMadeAnewFromTheBatches() {
        PartitionLog log = fixture.open();
        log.appendAsLeader(fixture.batch("a"), 2, AppendOrigin.CLIENT);
        log.appendAsLeader(fixture.batch("b"), 5, AppendOrigin.CLIENT);
        fixture.stop();
        fixture.memory().bytes(fixture.folder().resolve("leader-epoch-checkpoint"), new byte[] {1, 2, 3});
        fixture.start();
        log = fixture.open();
        assertThat(log.leaderEpochs().endOffsetFor(2, 2)).isEqualTo(new EpochEndOffset(2, 1));
        assertThat(log.leaderEpochs().latestEpoch()).isEqualTo(5);
    }

    @Test
    void anEpochFileThatIsNotOfTheseBatchesIsMadeAnewAndNothingIsCut() {
        PartitionLog log = fixture.open();
        log.appendAsLeader(fixture.batch("a"), 2, AppendOrigin.CLIENT);
        log.appendAsLeader(fixture.batch("b"), 3, AppendOrigin.CLIENT);
        fixture.await(log.flush());
        fixture.pass(61, TimeUnit.SECONDS);
        fixture.memory().bytes(fixture.folder().resolve("leader-epoch-checkpoint"), "0\n1\n9 0\n".getBytes(UTF_8));
        log.appendAsLeader(fixture.batch("c"), 3, AppendOrigin.CLIENT);

        log = fixture.kill();

        assertThat(fixture.read(log, 0)).containsExactly("a", "b", "c");
        assertThat(log.leaderEpochs().epochOf(0)).isEqualTo(2);
        assertThat(log.leaderEpochs().latestEpoch()).isEqualTo(3);
    }

    @Test
    void aFileThatWasCutBehindItsBackIsNoticedWhenItIsTouched() {
        PartitionLog log = fixture.open();
        List<String> values = appendMany(log, BATCHES);
        fixture.stop();
        byte[] whole = fixture.memory().bytes(file(0, ".log"));
        fixture.memory().bytes(file(0, ".log"), Arrays.copyOf(whole, whole.length - 3));
        fixture.start();
        log = fixture.open();
        assertThat(fixture.append(log, "new")).isEqualTo(new AppendResult.Appended(BATCHES - 1, BATCHES - 1, -1, 0));
        assertThat(fixture.read(log, 0))
                .startsWith(values.get(0))
                .endsWith("new")
                .hasSize(BATCHES);
    }

    @Test
    void aCleanStopAfterAKillRemembersWhereUntouchedLogsEnd() {
        List<String> values = appendMany(fixture.open(), BATCHES);
        // The checkpoint says that nothing was forced.
        fixture.pass(60, TimeUnit.SECONDS);
        fixture.kill();
        PartitionLog log = fixture.restart();
        assertThat(log.logEndOffset()).isEqualTo(BATCHES);
        assertThat(log.recoveryPoint()).isEqualTo(BATCHES);
        assertThat(fixture.read(log, 0)).isEqualTo(values);
    }

    @Test
    void aCleanStopAfterAKillRemembersWhereLogsEndThatWereNeverOpened() {
        appendMany(fixture.open(), BATCHES);
        fixture.pass(60, TimeUnit.SECONDS);
        fixture.abandon();
        fixture.start();
        fixture.stop();
        fixture.start();
        assertThat(fixture.open().logEndOffset()).isEqualTo(BATCHES);
    }

    @Test
    void leftoversOfUnfinishedWorkAreRemovedAndFinished() {
        fixture.config = LogConfig.DEFAULTS.withSegmentBytes(200);
        PartitionLog log = fixture.open();
        List<String> values = appendMany(log, 6);
        fixture.stop();
        // A rewrite of the first two segments into one, ready to take their place.
        byte[] first = fixture.memory().bytes(file(0, ".log"));
        byte[] second = fixture.memory().bytes(file(2, ".log"));
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        fixture.memory().bytes(file(0, ".log.swap"), both);
        fixture.memory().bytes(file(0, ".index.deleted"), new byte[8]);
        fixture.memory().bytes(file(2, ".log.cleaned"), new byte[8]);
        fixture.start();
        log = fixture.open();
        assertThat(fixture.read(log, 0)).isEqualTo(values);
        assertThat(fixture.memory().files())
                .doesNotContain(
                        file(2, ".log"), file(0, ".log.swap"), file(0, ".index.deleted"), file(2, ".log.cleaned"));
    }

    private void deleteQuietly(Path... paths) {
        try {
            for (Path path : paths) {
                fixture.disk.delete(path);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
