/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.odradek.protocol.error.ErrorCode;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** What a leader answers to producers with sequence numbers, and what it knows of transactions. */
class ProducerStatesTest {
    private static final long PRODUCER = 4711;

    private final LogFixture fixture = LogFixture.inMemory();
    private PartitionLog log = fixture.open();

    private AppendResult append(int epoch, int sequence, String... values) {
        return append(PRODUCER, epoch, sequence, false, values);
    }

    private AppendResult append(long producer, int epoch, int sequence, boolean transactional, String... values) {
        long timestamp = fixture.now().toEpochMilli();
        ByteBuf batch = LogFixture.batch(builder -> {
            builder.producer(producer, (short) epoch, sequence);
            if (transactional) {
                builder.transactional();
            }
            for (String value : values) {
                builder.append(timestamp, null, value.getBytes(UTF_8));
            }
        });
        AppendResult result = log.appendAsLeader(batch, 0, AppendOrigin.CLIENT);
        log.advanceHighWatermark(log.logEndOffset());
        return result;
    }

    private void marker(long producer, int epoch, boolean commit) {
        ByteBuf batch = LogFixture.batch(builder -> builder.producer(producer, (short) epoch, -1)
                .transactional()
                .control()
                .append(
                        fixture.now().toEpochMilli(),
                        ByteBuffer.allocate(4)
                                .putShort(2, (short) (commit ? 1 : 0))
                                .array(),
                        ByteBuffer.allocate(6).putInt(2, 9).array()));
        assertThat(log.appendAsLeader(batch, 0, AppendOrigin.COORDINATOR)).isInstanceOf(AppendResult.Appended.class);
    }

    private static ErrorCode error(AppendResult result) {
        return ((AppendResult.Rejected) result).error();
    }

    @Test
    void whoIsActiveIsToldWithItsTransaction() {
        append(PRODUCER, 3, 0, true, "open");
        append(PRODUCER + 1, 0, 0, true, "ended");
        marker(PRODUCER + 1, 0, true);
        long now = fixture.now().toEpochMilli();

        assertThat(log.activeProducers())
                .containsExactly(
                        new ActiveProducer(PRODUCER, (short) 3, 0, now, -1, 0),
                        new ActiveProducer(PRODUCER + 1, (short) 0, 0, now, 9, -1));
    }

    @Test
    void batchesInSequenceAreTakenAndRepeatedOnesAreAnsweredFromMemory() {
        assertThat(append(0, 0, "a", "b")).isEqualTo(new AppendResult.Appended(0, 1, -1, 0));
        assertThat(append(0, 2, "c")).isEqualTo(new AppendResult.Appended(2, 2, -1, 0));
        long timestamp = fixture.now().toEpochMilli();
        assertThat(append(0, 0, "a", "b")).isEqualTo(new AppendResult.Duplicate(0, 1, timestamp, 0));
        assertThat(append(0, 2, "c")).isEqualTo(new AppendResult.Duplicate(2, 2, timestamp, 0));
        assertThat(log.logEndOffset()).isEqualTo(3);
    }

    @Test
    void aRepeatedBatchIsAnsweredHoweverManyCameBetween() {
        append(0, 3, "x", "y");
        for (int i = 5; i < 30; i++) {
            append(0, i, "x");
        }

        assertThat(append(0, 3, "x", "y"))
                .isEqualTo(new AppendResult.Duplicate(0, 1, fixture.now().toEpochMilli(), 0));
        assertThat(append(0, 20, "x")).isInstanceOf(AppendResult.Duplicate.class);
        assertThat(error(append(0, 2, "x"))).as("never came").isEqualTo(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER);
        assertThat(error(append(0, 7, "x", "y")))
                .as("never came as one")
                .isEqualTo(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER);
        assertThat(log.logEndOffset()).isEqualTo(27);
    }

    @Test
    void aGapIsRefused() {
        append(0, 0, "a");
        assertThat(error(append(0, 2, "c"))).isEqualTo(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER);
        assertThat(append(0, 1, "b")).isInstanceOf(AppendResult.Appended.class);
    }

    @Test
    void aProducerThatIsNotKnownMayStartAnywhere() {
        assertThat(append(3, 17, "a")).isInstanceOf(AppendResult.Appended.class);
        assertThat(append(3, 18, "b")).isInstanceOf(AppendResult.Appended.class);
    }

    @Test
    void aNewEpochStartsAtZeroAndFencesTheOldOne() {
        append(1, 0, "a");
        assertThat(error(append(2, 1, "b"))).isEqualTo(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER);
        assertThat(append(2, 0, "b")).isInstanceOf(AppendResult.Appended.class);
        assertThat(error(append(1, 1, "c"))).isEqualTo(ErrorCode.INVALID_PRODUCER_EPOCH);
    }

    @Test
    void sequenceNumbersWrapToZero() {
        append(0, Integer.MAX_VALUE - 1, "a", "b");
        assertThat(append(0, 0, "c")).isInstanceOf(AppendResult.Appended.class);
        assertThat(append(0, Integer.MAX_VALUE - 1, "a", "b")).isInstanceOf(AppendResult.Duplicate.class);
    }

    @Test
    void producersAreKnownAfterACleanStopAndAfterAKill() {
        append(0, 0, "a");
        log = fixture.restart();
        assertThat(append(0, 0, "a")).isInstanceOf(AppendResult.Duplicate.class);
        append(0, 1, "b");
        append(0, 2, "c");
        log = fixture.kill();
        assertThat(append(0, 2, "c")).isInstanceOf(AppendResult.Duplicate.class);
        assertThat(error(append(0, 4, "e"))).isEqualTo(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER);
        assertThat(append(0, 3, "d")).isInstanceOf(AppendResult.Appended.class);
    }

    @Test
    void batchesInFlightAtAKillAreKnownAsRepeatedThoughTheSnapshotHoldsTheLastOnly() {
        for (int i = 0; i < 4; i++) {
            append(0, 10 + i, "x");
        }

        log = fixture.kill();

        assertThat(append(0, 10, "x"))
                .isEqualTo(new AppendResult.Duplicate(0, 0, fixture.now().toEpochMilli(), 0));
        assertThat(append(0, 12, "x")).isInstanceOf(AppendResult.Duplicate.class);
        assertThat(append(0, 13, "x")).isInstanceOf(AppendResult.Duplicate.class);
        assertThat(error(append(0, 15, "x"))).isEqualTo(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER);
        assertThat(append(0, 14, "x")).isEqualTo(new AppendResult.Appended(4, 4, -1, 0));
        assertThat(error(append(1, 10, "x"))).isEqualTo(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER);
    }

    @Test
    void aBatchThatNeverCameIsNotTakenForRepeatedAfterAKill() {
        append(0, 4, "the first that was taken, as the ones before it were refused");
        append(0, 5, "x");

        log = fixture.kill();

        assertThat(error(append(0, 0, "x"))).isEqualTo(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER);
        assertThat(error(append(0, 3, "x", "y"))).isEqualTo(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER);
        assertThat(append(0, 4, "x")).isInstanceOf(AppendResult.Duplicate.class);
    }

    @Test
    void aDamagedSnapshotIsMadeAnewFromTheLog() {
        append(0, 0, "a");
        append(0, 1, "b");
        fixture.stop();
        Path snapshot = fixture.folder().resolve("00000000000000000002.snapshot");
        byte[] bytes = fixture.memory().bytes(snapshot);
        bytes[20] ^= 1;
        fixture.memory().bytes(snapshot, bytes);
        fixture.memory().bytes(fixture.folder().resolve("00000000000000000000.snapshot"), emptySnapshot());
        fixture.start();
        log = fixture.open();
        assertThat(append(0, 1, "b")).isInstanceOf(AppendResult.Duplicate.class);
    }

    private static byte[] emptySnapshot() {
        CRC32C crc = new CRC32C();
        crc.update(new byte[4]);
        return ByteBuffer.allocate(10)
                .putShort((short) 1)
                .putInt((int) crc.getValue())
                .array();
    }

    @Test
    void aProducerThatIsSilentForLongIsForgotten() {
        append(0, 0, "a");
        fixture.pass(86_400_000L + 600_000, TimeUnit.MILLISECONDS);
        assertThat(append(0, 7, "b")).isInstanceOf(AppendResult.Appended.class);
    }

    @Test
    void theLastStableOffsetWaitsForOpenTransactions() {
        append(1, 0, 0, false, "plain");
        append(7, 0, 0, true, "t7");
        append(8, 0, 0, true, "t8");
        assertThat(log.lastStableOffset()).isEqualTo(1);
        marker(7, 0, true);
        // The marker itself is not replicated yet.
        assertThat(log.lastStableOffset()).isEqualTo(1);
        log.advanceHighWatermark(log.logEndOffset());
        assertThat(log.lastStableOffset()).isEqualTo(2);
        marker(8, 0, false);
        log.advanceHighWatermark(log.logEndOffset());
        assertThat(log.lastStableOffset()).isEqualTo(5);
        assertThat(log.abortedTransactions(0, 5)).containsExactly(new AbortedTransaction(8, 2, 4, 5));
    }

    @Test
    void openAndAbortedTransactionsAreKnownAfterARestart() {
        append(7, 0, 0, true, "t7");
        append(8, 0, 0, true, "t8");
        marker(8, 0, false);
        log.advanceHighWatermark(log.logEndOffset());
        Map<String, PartitionLog> starts = new TreeMap<>();
        starts.put("clean", fixture.restart());
        check(starts.get("clean"));
        starts.put("kill", fixture.kill());
        check(starts.get("kill"));
    }

    private static void check(PartitionLog log) {
        assertThat(log.lastStableOffset()).isZero();
        assertThat(log.abortedTransactions(0, 3)).isEqualTo(List.of(new AbortedTransaction(8, 1, 2, 0)));
        assertThat(log.abortedTransactions(0, 1)).isEmpty();
    }

    @Test
    void aCutTakesBackWhatProducersDidAboveIt() {
        append(0, 0, "a");
        append(0, 1, "b");
        log.truncateTo(1);
        assertThat(append(0, 1, "b")).isEqualTo(new AppendResult.Appended(1, 1, -1, 0));
    }

    @Test
    void aCutForgetsNothingOfWhatProducersDidBelowIt() {
        append(0, 0, "a");
        append(0, 1, "b");
        log.truncateTo(1);
        assertThat(append(0, 0, "a")).isInstanceOf(AppendResult.Duplicate.class);
    }
}
