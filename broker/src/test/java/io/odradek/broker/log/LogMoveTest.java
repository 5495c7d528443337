/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.odradek.broker.log.LogDirectories.Description;
import io.odradek.broker.log.LogDirectories.IfMissing;
import io.odradek.controller.image.TopicPartition;
import io.odradek.protocol.error.ErrorCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LogMoveTest {
    private static final Path DATA = Path.of("/data");
    private static final Path MORE = Path.of("/more");
    private static final TopicPartition PARTITION = LogFixture.PARTITION;
    private static final String FOLDER = PARTITION.toString();

    private final MemoryDisk disk = new MemoryDisk();
    private LogFixture fixture = start(disk);
    private final List<String> appended = new ArrayList<>();

    private static LogFixture start(MemoryDisk disk) {
        LogFixture made = LogFixture.on(disk, DATA);
        made.stop();
        made.config = LogConfig.DEFAULTS.withSegmentBytes(400);
        made.start(List.of(DATA, MORE));
        return made;
    }

    private PartitionLog openInData() {
        fixture.await(fixture.directories.move(PARTITION, DATA));
        return fixture.open();
    }

    private void append(PartitionLog log, int count) {
        for (int i = 0; i < count; i++) {
            String value = "value " + appended.size();
            appended.add(value);
            assertThat(fixture.append(log, value)).isInstanceOf(AppendResult.Appended.class);
        }
    }

    private ErrorCode move(Path target) {
        return fixture.await(fixture.directories.move(PARTITION, target));
    }

    private List<Description.Replica> replicasIn(Path directory) {
        return fixture.await(fixture.directories.describe()).stream()
                .filter(description -> description.directory().equals(directory))
                .flatMap(description -> description.replicas().stream())
                .toList();
    }

    private List<String> folders(Path directory) throws Exception {
        return disk.list(directory).stream()
                .filter(name -> disk.isFolder(directory.resolve(name)))
                .toList();
    }

    @Test
    void aMovedLogGoesOnWhereItShallLive() throws Exception {
        PartitionLog log = openInData();
        append(log, 30);

        assertThat(move(MORE)).isEqualTo(ErrorCode.NONE);
        fixture.settle();
        append(log, 5);

        assertThat(fixture.read(log, 0)).isEqualTo(appended);
        assertThat(log.highWatermark()).isEqualTo(35);
        assertThat(folders(MORE)).containsExactly(FOLDER);
        assertThat(folders(DATA)).singleElement().asString().endsWith("-delete");
        assertThat(replicasIn(MORE)).singleElement().satisfies(replica -> {
            assertThat(replica.future()).isFalse();
            assertThat(replica.sizeBytes()).isEqualTo(log.sizeBytes());
        });
        fixture.pass(2, TimeUnit.MINUTES);
        assertThat(folders(DATA)).isEmpty();
    }

    @Test
    void aMovedLogIsThereAfterACleanStopAndAfterAKill() {
        PartitionLog log = openInData();
        append(log, 30);
        move(MORE);
        fixture.settle();

        fixture.stop();
        fixture.start(List.of(DATA, MORE));
        log = fixture.open();
        assertThat(fixture.read(log, 0)).isEqualTo(appended);
        append(log, 3);
        fixture.abandon();
        fixture.start(List.of(DATA, MORE));

        assertThat(fixture.read(fixture.open(), 0)).isEqualTo(appended);
        assertThat(fixture.offline).isEmpty();
    }

    @Test
    void whileItIsCopiedSlowlyTheLogIsUsedAndTheCopyIsShownWithItsLag() throws Exception {
        PartitionLog log = openInData();
        append(log, 30);
        fixture.directories.limitMoves(1, () -> 100);
        move(MORE);

        append(log, 10);

        assertThat(fixture.read(log, 0)).isEqualTo(appended);
        assertThat(folders(MORE))
                .singleElement()
                .asString()
                .startsWith(FOLDER + ".")
                .endsWith("-future");
        assertThat(replicasIn(DATA))
                .singleElement()
                .satisfies(replica -> assertThat(replica.future()).isFalse());
        assertThat(replicasIn(MORE)).singleElement().satisfies(replica -> {
            assertThat(replica.future()).isTrue();
            assertThat(replica.lagOffsets()).isPositive();
        });
        for (int i = 0; i < 300 && !folders(MORE).contains(FOLDER); i++) {
            fixture.pass(1, TimeUnit.SECONDS);
        }
        assertThat(folders(MORE)).containsExactly(FOLDER);
        assertThat(fixture.read(log, 0)).isEqualTo(appended);
    }

    @Test
    void theRateHolds() throws Exception {
        PartitionLog log = openInData();
        append(log, 30);
        long bytes = log.sizeBytes();
        fixture.directories.limitMoves(1, () -> bytes / 10);
        move(MORE);

        fixture.pass(8, TimeUnit.SECONDS);
        assertThat(folders(MORE)).as("after 8 of 10 s").doesNotContain(FOLDER);
        for (int i = 0; i < 100; i++) {
            fixture.pass(100, TimeUnit.MILLISECONDS);
        }
        assertThat(folders(MORE)).as("after 18 s").containsExactly(FOLDER);
    }

    @Test
    void aCopyThatIsHeldUpGoesOnAsSoonAsItMay() throws Exception {
        PartitionLog log = openInData();
        append(log, 30);
        AtomicLong rate = new AtomicLong(1);
        fixture.directories.limitMoves(1, rate::get);
        move(MORE);
        fixture.pass(5, TimeUnit.SECONDS);
        assertThat(folders(MORE)).doesNotContain(FOLDER);

        rate.set(Long.MAX_VALUE);
        for (int i = 0; i < 20; i++) {
            fixture.pass(100, TimeUnit.MILLISECONDS);
        }

        assertThat(folders(MORE)).containsExactly(FOLDER);
        assertThat(fixture.read(log, 0)).isEqualTo(appended);
    }

    @Test
    void anInterruptedMoveGoesOnWithTheNextStart() throws Exception {
        PartitionLog log = openInData();
        append(log, 30);
        fixture.directories.limitMoves(1, () -> 100);
        move(MORE);
        fixture.pass(3, TimeUnit.SECONDS);
        String future = folders(MORE).get(0);
        assertThat(future).endsWith("-future");

        fixture.stop();
        fixture.start(List.of(DATA, MORE));
        assertThat(folders(MORE)).containsExactly(future);
        log = fixture.open();
        fixture.settle();

        assertThat(folders(MORE)).containsExactly(FOLDER);
        assertThat(fixture.read(log, 0)).isEqualTo(appended);
    }

    @Test
    void aLogThatIsCutWhileItIsCopiedArrivesAsItIs() {
        PartitionLog log = openInData();
        append(log, 30);
        fixture.directories.limitMoves(1, () -> 1_000_000);
        move(MORE);
        fixture.directories.limitMoves(1, () -> 100);
        append(log, 20);
        fixture.settle();

        log.truncateTo(20);
        ByteBuf other = fixture.batch("other");
        assertThat(log.appendAsLeader(other, 7, AppendOrigin.CLIENT)).isInstanceOf(AppendResult.Appended.class);
        fixture.directories.limitMoves(1, () -> Long.MAX_VALUE);
        fixture.pass(1, TimeUnit.HOURS);

        List<String> expected = new ArrayList<>(appended.subList(0, 20));
        expected.add("other");
        assertThat(fixture.read(log, 0)).isEqualTo(expected);
        assertThat(log.leaderEpochs().endOffsetFor(0, log.logEndOffset())).isEqualTo(new EpochEndOffset(0, 20));
        assertThat(replicasIn(MORE))
                .singleElement()
                .satisfies(replica -> assertThat(replica.future()).isFalse());
    }

    @Test
    void anEpochInWhichNothingWasAppendedMovesAlong() {
        PartitionLog log = openInData();
        append(log, 3);
        log.leaderEpochs().assign(5, 3);

        move(MORE);
        fixture.settle();

        assertThat(log.leaderEpochs().latestEpoch()).isEqualTo(5);
    }

    @Test
    void aLogWhoseStartHasMovedIsCopiedFromThere() {
        PartitionLog log = openInData();
        append(log, 30);
        log.deleteRecordsBefore(20);

        move(MORE);
        fixture.settle();

        assertThat(log.logStartOffset()).isEqualTo(20);
        assertThat(fixture.read(log, 20)).isEqualTo(appended.subList(20, 30));
    }

    @Test
    void aLogThatBeginsWithinABatchIsCopiedWithTheBatch() throws Exception {
        PartitionLog log = openInData();
        fixture.append(log, "a", "b", "c");
        log.deleteRecordsBefore(1);

        move(MORE);
        fixture.settle();

        assertThat(folders(MORE)).containsExactly(FOLDER);
        assertThat(log.logStartOffset()).isEqualTo(1);
        assertThat(fixture.read(log, 1)).containsExactly("b", "c");
    }

    @Test
    void aDeletedPartitionTakesItsCopyAlong() throws Exception {
        PartitionLog log = openInData();
        append(log, 30);
        fixture.directories.limitMoves(1, () -> 100);
        move(MORE);

        fixture.await(fixture.directories.delete(PARTITION));

        assertThat(folders(DATA)).singleElement().asString().endsWith("-delete");
        assertThat(folders(MORE)).singleElement().asString().endsWith("-delete");
        PartitionLog again = fixture.open();
        assertThat(again.logEndOffset()).isZero();
    }

    @Test
    void whoChangesHisMindGetsTheLastDirectory() throws Exception {
        PartitionLog log = openInData();
        append(log, 30);
        fixture.directories.limitMoves(1, () -> 100);
        move(MORE);

        assertThat(move(DATA)).isEqualTo(ErrorCode.NONE);
        fixture.pass(1, TimeUnit.HOURS);

        assertThat(folders(DATA)).containsExactly(FOLDER);
        assertThat(folders(MORE)).isEmpty();
        assertThat(fixture.read(log, 0)).isEqualTo(appended);
    }

    @Test
    void aDirectoryThatFailsDuringTheCopyTakesNothingWithIt() {
        PartitionLog log = openInData();
        append(log, 30);
        fixture.directories.limitMoves(1, () -> 100);
        move(MORE);

        disk.breakBelow(MORE);
        fixture.pass(10, TimeUnit.SECONDS);
        append(log, 3);

        assertThat(fixture.offline).containsExactly("/more []");
        assertThat(fixture.read(log, 0)).isEqualTo(appended);
        assertThat(move(MORE)).isEqualTo(ErrorCode.KAFKA_STORAGE_ERROR);
    }

    @Test
    void aDirectoryThatFailsTakesOnlyItsOwnPartitions() {
        PartitionLog log = openInData();
        append(log, 3);
        TopicPartition other = new TopicPartition("other", 0);
        PartitionLog there = fixture.open(other);
        assertThat(replicasIn(MORE)).hasSize(1);

        disk.breakBelow(MORE);
        assertThat(there.appendAsLeader(fixture.batch("x"), 0, AppendOrigin.CLIENT))
                .isInstanceOf(AppendResult.Rejected.class);
        fixture.settle();
        append(log, 3);

        assertThat(fixture.offline).containsExactly("/more [other-0]");
        assertThat(fixture.read(log, 0)).isEqualTo(appended);
        assertThatThrownBy(() -> fixture.open(other)).isInstanceOf(LogStorageException.class);
        assertThat(fixture.faults.faults()).isEmpty();
    }

    @Test
    void aStartWithABrokenDirectoryMakesNoLogThatMayBeThere() {
        fixture.open(new TopicPartition("first", 0));
        fixture.stop();
        disk.breakBelow(MORE);
        fixture.start(List.of(DATA, MORE));

        TopicPartition lost = new TopicPartition("lost", 0);
        assertThatThrownBy(() -> fixture.await(fixture.directories.open(
                        lost, LogFixture.TOPIC_ID, fixture.loop, fixture.config, IfMissing.CREATE_UNLESS_LOST)))
                .isInstanceOf(LogStorageException.class);
        assertThat(fixture.open(new TopicPartition("new", 0)).logEndOffset()).isZero();
        assertThat(move(MORE)).isEqualTo(ErrorCode.KAFKA_STORAGE_ERROR);
    }

    @Test
    void whatIsAskedForBeforeThereIsALogDecidesWhereItIsMade() throws Exception {
        assertThat(move(MORE)).isEqualTo(ErrorCode.REPLICA_NOT_AVAILABLE);

        fixture.open();

        assertThat(folders(MORE)).containsExactly(FOLDER);
        assertThat(folders(DATA)).isEmpty();
    }

    @Test
    void whatCannotBeIsRefused() {
        assertThat(move(Path.of("/nowhere"))).isEqualTo(ErrorCode.LOG_DIR_NOT_FOUND);
        TopicPartition longName = new TopicPartition("t".repeat(230), 0);
        for (Path target : List.of(MORE, Path.of("/nowhere"))) {
            assertThat(fixture.await(fixture.directories.move(longName, target)))
                    .isEqualTo(ErrorCode.INVALID_TOPIC_EXCEPTION);
        }
    }

    @Test
    void nothingForcedIsLostWhereverThePowerGoesDuringAMove() {
        long operations = crash(Long.MAX_VALUE, 0);
        assertThat(operations).isGreaterThan(100);
        for (long at = 0; at < operations; at++) {
            for (int seed = 0; seed < 2; seed++) {
                crash(at, seed);
            }
        }
    }

    @Test
    void ofTwoLogsTheOneThatALaterLeaderWroteToIsTheOneInUse() {
        MemoryDisk both = new MemoryDisk();
        LogFixture inUse = LogFixture.on(both, DATA);
        PartitionLog log = inUse.open();
        inUse.append(log, "a");
        log.appendAsLeader(inUse.batch("later"), 7, AppendOrigin.CLIENT);
        inUse.stop();
        LogFixture copy = LogFixture.on(both, MORE);
        PartitionLog behind = copy.open();
        copy.append(behind, "a");
        copy.append(behind, "b");
        copy.append(behind, "c");
        copy.stop();

        LogFixture next = LogFixture.on(both, DATA, List.of(DATA, MORE));

        assertThat(next.read(next.open(), 0)).containsExactly("a", "later");
        next.stop();
    }

    @Test
    void aCopyThatWasCutIsWorthNothingBeyondTheCutWhereverThePowerGoes() {
        long operations = cutDuringAMove(Long.MAX_VALUE, 0);
        // Every one with -Dmove.crash.stride=1; the seeds begin apart, so that few are tried by none.
        int stride = Integer.getInteger("move.crash.stride", 7);
        for (int seed = 0; seed < 3; seed++) {
            for (long at = 2L * seed; at < operations; at += stride) {
                cutDuringAMove(at, seed);
            }
        }
    }

    /** A follower's log is cut while it is copied, and goes on in another epoch. */
    private static long cutDuringAMove(long powerLossAt, int seed) {
        LogMoveTest test = new LogMoveTest();
        MemoryDisk disk = test.disk;
        PartitionLog log = test.openInData();
        test.append(log, 40);
        test.fixture.directories.limitMoves(1, () -> 1_000_000);
        test.move(MORE);
        test.fixture.directories.limitMoves(1, () -> 100);
        test.append(log, 1);
        test.fixture.await(log.flush());
        test.fixture.pass(61, TimeUnit.SECONDS);
        List<String> uncut = List.copyOf(test.appended);
        long before = disk.operations();
        int forced = 20;
        if (powerLossAt < Long.MAX_VALUE) {
            disk.losePowerAfter(powerLossAt);
        }
        try {
            test.fixture.await(log.expectCut(20));
            log.truncateTo(20);
            test.appended.subList(20, test.appended.size()).clear();
            for (int i = 20; i < 45; i++) {
                test.appended.add("another " + i);
                log.appendAsLeader(test.fixture.batch("another " + i), 7, AppendOrigin.CLIENT);
            }
            test.fixture.await(log.flush());
            forced = test.appended.size();
            test.fixture.directories.limitMoves(1, () -> Long.MAX_VALUE);
            test.fixture.pass(2, TimeUnit.MINUTES);
        } catch (MemoryDisk.PowerLostError expected) {
            assertThat(disk.operations() - before).isGreaterThan(powerLossAt);
        }
        long operations = disk.operations() - before;
        if (powerLossAt < Long.MAX_VALUE) {
            List<String> served = test.servedAfter(seed, powerLossAt);
            assertThat(served).hasSizeGreaterThanOrEqualTo(forced);
            boolean cutLost = forced == 20 && served.equals(uncut.subList(0, Math.min(served.size(), uncut.size())));
            if (!cutLost) {
                assertThat(served)
                        .as("at operation " + powerLossAt + ", seed " + seed)
                        .isEqualTo(test.appended.subList(0, served.size()));
            }
        }
        return operations;
    }

    @Test
    void nothingIsLostWhereverTheProcessDiesDuringAMove() {
        long operations = crash(Long.MAX_VALUE, 0);
        for (long at = 0; at < operations; at++) {
            crash(at, -1);
        }
    }

    /** A move with the power going at that operation, or the process being killed (seed -1); and what is there then. */
    private static long crash(long powerLossAt, int seed) {
        LogMoveTest test = new LogMoveTest();
        MemoryDisk disk = test.disk;
        PartitionLog log = test.openInData();
        test.append(log, 14);
        test.fixture.await(log.flush());
        int forced = test.appended.size();
        long before = disk.operations();
        if (powerLossAt < Long.MAX_VALUE) {
            disk.losePowerAfter(powerLossAt);
        }
        try {
            test.move(MORE);
            test.fixture.settle();
            String value = "value " + test.appended.size();
            test.appended.add(value);
            test.fixture.append(log, value);
            test.fixture.await(log.flush());
            forced = test.appended.size();
            test.fixture.pass(2, TimeUnit.MINUTES);
        } catch (MemoryDisk.PowerLostError expected) {
            assertThat(disk.operations() - before).isGreaterThan(powerLossAt);
        }
        long operations = disk.operations() - before;
        if (powerLossAt == Long.MAX_VALUE) {
            return operations;
        }
        test.recover(seed, powerLossAt, forced);
        return operations;
    }

    private void recover(int seed, long powerLossAt, int forced) {
        String when = "at operation " + powerLossAt + ", seed " + seed;
        List<String> served = servedAfter(seed, powerLossAt);
        assertThat(served).as(when).hasSizeGreaterThanOrEqualTo(forced);
        assertThat(served).as(when).isEqualTo(appended.subList(0, served.size()));
    }

    /** What the next start reads. */
    private List<String> servedAfter(int seed, long powerLossAt) {
        String when = "at operation " + powerLossAt + ", seed " + seed;
        fixture.pool.clear();
        if (seed < 0) {
            disk.losePowerAfter(Long.MAX_VALUE / 2);
            disk.processKilled();
        } else if (seed == 0) {
            disk.forgetEverythingUnforced();
        } else {
            disk.powerLoss(new Random(seed * 1000L + powerLossAt));
        }
        LogFixture next = LogFixture.on(disk, DATA, List.of(DATA, MORE));
        PartitionLog log = next.open();
        next.settle();
        List<String> served = next.read(log, 0);
        assertThat(next.append(log, "goes on")).as(when).isInstanceOf(AppendResult.Appended.class);
        assertThat(next.offline).as(when).isEmpty();
        next.stop();
        return served;
    }
}
