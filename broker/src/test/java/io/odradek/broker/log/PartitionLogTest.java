/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import static io.odradek.broker.log.LogFixture.PARTITION;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.odradek.controller.image.TopicPartition;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.record.RecordBatch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PartitionLogTest {
    private final LogFixture fixture = LogFixture.inMemory();

    @Test
    void whatIsAppendedIsReadBackWithTheOffsetsItWasGiven() {
        PartitionLog log = fixture.open();
        AppendResult first = fixture.append(log, "a", "b");
        AppendResult second = fixture.append(log, "c");
        assertThat(first).isEqualTo(new AppendResult.Appended(0, 1, -1, 0));
        assertThat(second).isEqualTo(new AppendResult.Appended(2, 2, -1, 0));
        assertThat(log.logEndOffset()).isEqualTo(3);
        assertThat(fixture.read(log, 0)).containsExactly("a", "b", "c");
        assertThat(fixture.read(log, 1)).containsExactly("b", "c");
    }

    @Test
    void aPartitionThatNothingWasAppendedToHasNoFileOpenAndNoSegment() {
        PartitionLog log = fixture.open();
        assertThat(log.logEndOffset()).isZero();
        assertThat(log.logStartOffset()).isZero();
        assertThat(log.sizeBytes()).isZero();
        assertThat(fixture.memory().openFiles()).isZero();
        assertThat(fixture.memory().files())
                .containsExactlyInAnyOrder(
                        fixture.data.resolve(".lock"), fixture.folder().resolve("partition.metadata"));
    }

    @Test
    void aReadOutsideTheLogSaysWhereTheLogIs() {
        PartitionLog log = fixture.open();
        fixture.append(log, "a", "b");
        assertThat(log.read(3, 100, 3, true)).isEqualTo(new ReadResult.OutOfRange(0, 2));
        assertThat(log.read(-1, 100, 3, true)).isEqualTo(new ReadResult.OutOfRange(0, 2));
        assertThat(log.read(2, 100, 2, true)).isEqualTo(new ReadResult.Read(null));
    }

    @Test
    void aReadEndsBelowItsBound() {
        PartitionLog log = fixture.open();
        fixture.append(log, "a");
        fixture.append(log, "b");
        fixture.append(log, "c");
        LogSlice slice = LogFixture.slice(log.read(0, 1 << 20, 2, true));
        ByteBuf bytes = LogFixture.bytes(slice);
        RecordBatch second = RecordBatch.wrap(bytes, RecordBatch.wrap(bytes, 0).lengthBytes());
        assertThat(second.nextOffset()).isEqualTo(2);
        assertThat(bytes.readableBytes()).isEqualTo(second.index() + second.lengthBytes());
    }

    @Test
    void theFirstBatchComesWholeOnlyWhenAsked() {
        PartitionLog log = fixture.open();
        fixture.append(log, "a long value, longer than what is asked for");
        LogSlice whole = LogFixture.slice(log.read(0, 1, 1, true));
        LogSlice cut = LogFixture.slice(log.read(0, 10, 1, false));
        assertThat(LogFixture.bytes(whole).readableBytes()).isGreaterThan(100);
        assertThat(LogFixture.bytes(cut).readableBytes()).isEqualTo(10);
        assertThat(log.read(0, 0, 1, false)).isEqualTo(new ReadResult.Read(null));
    }

    @Test
    void aSliceCanBeReadAfterItsSegmentIsGone() {
        fixture.config = LogConfig.DEFAULTS.withSegmentBytes(100);
        PartitionLog log = fixture.open();
        fixture.append(log, "a");
        LogSlice slice = LogFixture.slice(log.read(0, 1000, 1, true));
        log.truncateFullyAndStartAt(100);
        assertThat(RecordBatch.wrap(LogFixture.bytes(slice), 0).baseOffset()).isZero();
        assertThat(log.logStartOffset()).isEqualTo(100);
        assertThat(fixture.append(log, "b")).isEqualTo(new AppendResult.Appended(100, 100, -1, 100));
    }

    @Test
    void aFullSegmentIsFollowedByTheNext() {
        fixture.config = LogConfig.DEFAULTS.withSegmentBytes(200);
        PartitionLog log = fixture.open();
        List<String> values = appendMany(log, 30);
        assertThat(segmentsOnDisk()).hasSize(15).contains(0L, 2L, 28L);
        assertThat(fixture.read(log, 0)).isEqualTo(values);
        assertThat(fixture.read(log, 7)).isEqualTo(values.subList(7, 30));
    }

    @Test
    void anOldSegmentIsFollowedByTheNext() {
        LogConfig.Roll roll = LogConfig.DEFAULTS.roll();
        fixture.config = LogConfig.DEFAULTS.withRoll(
                new LogConfig.Roll(roll.segmentBytes(), 1000, 0, roll.indexBytesMax(), 4096));
        PartitionLog log = fixture.open();
        fixture.append(log, "a");
        fixture.pass(1000, TimeUnit.MILLISECONDS);
        fixture.append(log, "b");
        fixture.pass(1, TimeUnit.MILLISECONDS);
        fixture.append(log, "c");
        assertThat(segmentsOnDisk()).containsExactly(0L, 2L);
    }

    @Test
    void aSegmentWithAFullIndexIsFollowedByTheNext() {
        LogConfig.Roll roll = LogConfig.DEFAULTS.roll();
        fixture.config =
                LogConfig.DEFAULTS.withRoll(new LogConfig.Roll(roll.segmentBytes(), roll.segmentMs(), 0, 3 * 12, 1));
        PartitionLog log = fixture.open();
        for (int i = 0; i < 10; i++) {
            fixture.pass(1, TimeUnit.MILLISECONDS);
            fixture.append(log, "value " + i);
        }
        // The first batch of a segment has no entry; the third entry fills the time index.
        assertThat(segmentsOnDisk()).containsExactly(0L, 4L, 8L);
    }

    @Test
    void aCleanStopLeavesTheLogAsItWas() {
        fixture.config = LogConfig.DEFAULTS.withSegmentBytes(1000);
        PartitionLog log = fixture.open();
        List<String> values = appendMany(log, 40);
        log = fixture.restart();
        assertThat(log.logEndOffset()).isEqualTo(40);
        assertThat(log.highWatermark()).isEqualTo(40);
        assertThat(log.recoveryPoint()).isEqualTo(40);
        assertThat(fixture.read(log, 0)).isEqualTo(values);
        assertThat(log.topicId()).isEqualTo(LogFixture.TOPIC_ID);
        values.addAll(appendMany(log, 5));
        assertThat(fixture.read(log, 0)).isEqualTo(values);
    }

    @Test
    void onlyTheLastSnapshotBetweenSegmentsIsKept() {
        PartitionLog log = fixture.open();
        for (int i = 0; i < 4; i++) {
            fixture.append(log, "a");
            log = fixture.restart();
        }
        fixture.append(log, "a");
        assertThat(fixture.memory().files())
                .filteredOn(path -> path.toString().endsWith(".snapshot"))
                .containsExactly(fixture.folder().resolve("00000000000000000004.snapshot"));
    }

    @Test
    void aSliceIsReadIntoABufferOfSeveralParts() throws IOException {
        PartitionLog log = fixture.open();
        fixture.append(log, "a", "b");
        LogSlice slice = LogFixture.slice(log.read(0, 1 << 20, 2, true));
        ByteBuf parts = Unpooled.compositeBuffer()
                .addComponent(true, Unpooled.copiedBuffer(new byte[10]))
                .addComponent(true, Unpooled.copiedBuffer(new byte[10]));
        slice.readInto(parts);
        assertThat(RecordBatch.wrap(parts, 20).isCrcValid()).isTrue();
        slice.release();
        parts.release();
    }

    @Test
    void afterACleanStopAnUntouchedPartitionCostsNoLookIntoItsFolder() {
        PartitionLog log = fixture.open();
        fixture.append(log, "a", "b");
        fixture.stop();
        fixture.start();
        log = fixture.open();
        assertThat(log.logEndOffset()).isEqualTo(2);
        assertThat(log.state().isTouched()).isFalse();
        assertThat(fixture.memory().openFiles()).isZero();
    }

    @Test
    void afterAKillTheLogEndsWhereItEnded() {
        PartitionLog log = fixture.open();
        List<String> values = appendMany(log, 40);
        log = fixture.kill();
        assertThat(log.logEndOffset()).isEqualTo(40);
        assertThat(fixture.read(log, 0)).isEqualTo(values);
        log = fixture.kill();
        assertThat(fixture.read(log, 0)).isEqualTo(values);
    }

    @Test
    void aCutForgetsWhatIsAboveIt() {
        fixture.config = LogConfig.DEFAULTS.withSegmentBytes(200);
        PartitionLog log = fixture.open();
        List<String> values = appendMany(log, 30);
        log.truncateTo(17);
        assertThat(log.logEndOffset()).isEqualTo(17);
        assertThat(log.highWatermark()).isEqualTo(17);
        assertThat(fixture.read(log, 0)).isEqualTo(values.subList(0, 17));
        fixture.append(log, "new");
        assertThat(fixture.read(log, 16)).containsExactly(values.get(16), "new");
        log = fixture.restart();
        assertThat(fixture.read(log, 16)).containsExactly(values.get(16), "new");
    }

    @Test
    void aFollowerTakesBatchesAsTheyAre() {
        PartitionLog leader = fixture.open();
        List<String> values = appendMany(leader, 10);
        ByteBuf bytes = LogFixture.bytes(LogFixture.slice(leader.read(0, 1 << 20, 10, true)));
        fixture.config = LogConfig.DEFAULTS.withSegmentBytes(200);
        PartitionLog follower = fixture.open(new TopicPartition("orders", 4));
        AppendResult result = follower.appendAsFollower(bytes.slice(0, bytes.readableBytes() - 5));
        assertThat(result).isEqualTo(new AppendResult.Appended(0, 8, -1, 0));
        assertThat(fixture.read(follower, 0)).isEqualTo(values.subList(0, 9));
        assertThat(follower.appendAsFollower(bytes))
                .isInstanceOfSatisfying(
                        AppendResult.Rejected.class,
                        rejected -> assertThat(rejected.error()).isEqualTo(ErrorCode.UNKNOWN_SERVER_ERROR));
    }

    @Test
    void aFollowerThatBeginsWithinABatchTakesItWhole() {
        PartitionLog leader = fixture.open();
        fixture.append(leader, "a", "b", "c", "d");
        fixture.append(leader, "e");
        ByteBuf bytes = LogFixture.bytes(LogFixture.slice(leader.read(2, 1 << 20, 5, true)));
        TopicPartition partition = new TopicPartition("orders", 4);
        PartitionLog follower = fixture.open(partition);
        follower.truncateFullyAndStartAt(2);

        assertThat(follower.appendAsFollower(bytes)).isEqualTo(new AppendResult.Appended(2, 4, -1, 2));

        assertThat(fixture.read(follower, 2)).containsExactly("c", "d", "e");
        assertThat(follower.read(1, 100, 5, true)).isEqualTo(new ReadResult.OutOfRange(2, 5));
        fixture.restart();
        follower = fixture.open(partition);
        assertThat(follower.logStartOffset()).isEqualTo(2);
        assertThat(fixture.read(follower, 2)).containsExactly("c", "d", "e");
        assertThat(follower.appendAsFollower(bytes)).isInstanceOf(AppendResult.Rejected.class);
    }

    @Test
    void aFollowerThatEndsWithinABatchDoesNotTakeItTwice() {
        PartitionLog leader = fixture.open();
        fixture.append(leader, "a");
        fixture.append(leader, "b", "c");
        ByteBuf bytes = LogFixture.bytes(LogFixture.slice(leader.read(1, 1 << 20, 3, true)));
        PartitionLog follower = fixture.open(new TopicPartition("orders", 4));
        fixture.append(follower, "x", "y");

        assertThat(follower.appendAsFollower(bytes)).isInstanceOf(AppendResult.Rejected.class);

        assertThat(fixture.read(follower, 0)).containsExactly("x", "y");
    }

    @Test
    void everyoneWhoWaitsSharesOneForce() {
        PartitionLog log = fixture.open();
        fixture.append(log, "a");
        int before = fixture.memory().forces();
        CompletionStage<Void> first = log.flush();
        fixture.append(log, "b");
        CompletionStage<Void> second = log.flush();
        fixture.append(log, "c");
        CompletionStage<Void> third = log.flush();
        fixture.await(first);
        fixture.await(second);
        fixture.await(third);
        assertThat(log.recoveryPoint()).isEqualTo(3);
        // The epoch file goes with the first; the second and third share one.
        assertThat(fixture.memory().forces() - before).isEqualTo(3);
    }

    @Test
    void whoAsksWhileAForceHasAllOfItWaitsForNoOther() {
        PartitionLog log = fixture.open();
        fixture.append(log, "a");
        CompletionStage<Void> first = log.flush();
        CompletionStage<Void> second = log.flush();
        fixture.append(log, "b");
        CompletionStage<Void> third = log.flush();

        Objects.requireNonNull(fixture.pool.poll()).run();
        fixture.loop.runNow();

        assertThat(first.toCompletableFuture()).isCompleted();
        assertThat(second.toCompletableFuture()).isCompleted();
        assertThat(third.toCompletableFuture()).isNotDone();
    }

    @Test
    void aForceVouchesForNothingThatWasAppendedAfterACut() {
        PartitionLog log = fixture.open();
        fixture.append(log, "a");
        fixture.append(log, "b", "c");
        CompletionStage<Void> force = log.flush();
        log.truncateTo(1);
        fixture.append(log, "d");
        fixture.await(force);
        assertThat(log.recoveryPoint()).isEqualTo(1);
        fixture.await(log.flush());
        assertThat(log.recoveryPoint()).isEqualTo(2);
    }

    @Test
    void whatFlushMessagesAsksForIsForced() {
        fixture.config = LogConfig.DEFAULTS.withFlush(new LogConfig.Flush(3, Long.MAX_VALUE));
        PartitionLog log = fixture.open();
        fixture.append(log, "a", "b");
        fixture.settle();
        assertThat(log.recoveryPoint()).isZero();
        fixture.append(log, "c");
        fixture.settle();
        assertThat(log.recoveryPoint()).isEqualTo(3);
    }

    @Test
    void whatFlushMsAsksForIsForced() {
        fixture.config = LogConfig.DEFAULTS.withFlush(new LogConfig.Flush(Long.MAX_VALUE, 500));
        PartitionLog log = fixture.open();
        fixture.append(log, "a");
        fixture.pass(499, TimeUnit.MILLISECONDS);
        assertThat(log.recoveryPoint()).isZero();
        fixture.pass(1, TimeUnit.MILLISECONDS);
        assertThat(log.recoveryPoint()).isEqualTo(1);
    }

    @Test
    void recordsAreFoundByTheirTimestamps() {
        LogConfig.Roll roll = LogConfig.DEFAULTS.roll();
        fixture.config = LogConfig.DEFAULTS.withRoll(new LogConfig.Roll(500, roll.segmentMs(), 0, 1 << 20, 100));
        PartitionLog log = fixture.open();
        for (int i = 0; i < 40; i++) {
            long timestamp = 1_000_000L + i * 10L;
            log.appendAsLeader(
                    LogFixture.batch(builder -> builder.append(timestamp, null, "x".getBytes(UTF_8))
                            .append(timestamp + 5, null, "y".getBytes(UTF_8))),
                    7,
                    AppendOrigin.CLIENT);
        }
        for (int i = 0; i < 40; i++) {
            assertThat(fixture.await(log.offsetForTimestamp(1_000_000L + i * 10L + 1)))
                    .contains(new TimestampedOffset(1_000_000L + i * 10L + 5, i * 2L + 1, 7));
        }
        assertThat(fixture.await(log.offsetForTimestamp(0))).contains(new TimestampedOffset(1_000_000, 0, 7));
        assertThat(fixture.await(log.offsetForTimestamp(1_000_396))).isEmpty();
        assertThat(fixture.await(log.offsetOfMaxTimestamp())).contains(new TimestampedOffset(1_000_395, 79, 7));
        log = fixture.restart();
        assertThat(fixture.await(log.offsetForTimestamp(1_000_201))).contains(new TimestampedOffset(1_000_205, 41, 7));
    }

    @Test
    void theNumberOfOpenFilesIsBoundedWhateverIsUsed() {
        fixture.stop();
        fixture.openFilesMax = 8;
        fixture.config = LogConfig.DEFAULTS.withSegmentBytes(200);
        fixture.start();
        PartitionLog log = fixture.open();
        List<String> values = appendMany(log, 60);
        assertThat(fixture.read(log, 0)).isEqualTo(values);
        assertThat(fixture.memory().openFilesPeak()).isLessThanOrEqualTo(10);
    }

    @Test
    void leaderEpochsFollowTheBatches() {
        PartitionLog log = fixture.open();
        log.leaderEpochs().assign(1, 0);
        log.appendAsLeader(fixture.batch("a"), 1, AppendOrigin.CLIENT);
        log.appendAsLeader(fixture.batch("b"), 3, AppendOrigin.CLIENT);
        log = fixture.restart();
        assertThat(log.leaderEpochs().latestEpoch()).isEqualTo(3);
        assertThat(log.leaderEpochs().endOffsetFor(1, 2)).isEqualTo(new EpochEndOffset(1, 1));
        assertThat(log.leaderEpochs().endOffsetFor(2, 2)).isEqualTo(new EpochEndOffset(1, 1));
        assertThat(log.leaderEpochs().endOffsetFor(3, 2)).isEqualTo(new EpochEndOffset(3, 2));
        assertThat(log.leaderEpochs().endOffsetFor(4, 2)).isEqualTo(EpochEndOffset.UNDEFINED);
        assertThat(log.leaderEpochs().epochOf(0)).isEqualTo(1);
    }

    @Test
    void deletedRecordsStayDeleted() {
        fixture.config = LogConfig.DEFAULTS.withSegmentBytes(200);
        PartitionLog log = fixture.open();
        List<String> values = appendMany(log, 20);
        log.deleteRecordsBefore(11);
        assertThat(log.logStartOffset()).isEqualTo(11);
        assertThat(log.read(5, 100, 20, true)).isEqualTo(new ReadResult.OutOfRange(11, 20));
        log = fixture.restart();
        assertThat(log.logStartOffset()).isEqualTo(11);
        assertThat(fixture.read(log, 11)).isEqualTo(values.subList(11, 20));
        log.applyRetention();
        assertThat(segmentsOnDisk()).containsExactly(10L, 12L, 14L, 16L, 18L);
    }

    private List<String> appendMany(PartitionLog log, int count) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String value = "value " + log.logEndOffset();
            values.add(value);
            assertThat(fixture.append(log, value)).isInstanceOf(AppendResult.Appended.class);
        }
        fixture.settle();
        return values;
    }

    private List<Long> segmentsOnDisk() {
        List<Long> found = new ArrayList<>();
        fixture.memory().files().stream()
                .filter(path -> path.startsWith(fixture.data.resolve(PARTITION.toString())))
                .map(path -> PartitionFiles.offsetIn(path.getFileName().toString(), ".log"))
                .filter(offset -> offset != null)
                .forEach(found::add);
        return found;
    }
}
