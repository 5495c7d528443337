/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.protocol.record.RecordBatch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogCleanerTest {
    private final CompactedLog compacted = CompactedLog.inMemory();

    @Test
    void ofEachKeyTheLastValueStaysAtItsOffset() {
        for (int i = 0; i < 30; i++) {
            compacted.put("key " + i % 3, "value " + i);
        }
        compacted.close();
        long end = compacted.log.logEndOffset();

        compacted.clean();

        assertThat(compacted.read()).containsExactly(entry(0, 27), entry(1, 28), entry(2, 29));
        assertThat(compacted.values("key 1")).containsExactly("value 28");
        assertThat(compacted.records(true).get(0)).hasToString("27:key 0=value 27");
        assertThat(compacted.log.logEndOffset()).isEqualTo(end);
        assertThat(compacted.log.logStartOffset()).isZero();
    }

    private static Map.Entry<String, String> entry(int key, int value) {
        return Map.entry("key " + key, "value " + value);
    }

    @Test
    void whatIsCleanedIsReadTheSameAfterARestartAndCleanedNoSecondTime() {
        for (int i = 0; i < 30; i++) {
            compacted.put("key " + i % 3, "value " + i);
        }
        compacted.close();
        compacted.clean();
        List<CompactedLog.Entry> before = compacted.records(false);

        compacted.log = compacted.fixture.restart();
        compacted.clean();

        assertThat(compacted.records(false)).isEqualTo(before);
        assertThat(new String(compacted.fixture.memory().bytes(Path.of("/data/cleaner-offset-checkpoint")), UTF_8))
                .isEqualTo("0\n1\norders 3 " + compacted.log.state().cleanedTo() + "\n");
        assertThat(compacted.log.state().cleanedTo()).isPositive();
    }

    @Test
    void aBatchKeepsItsOffsetsWhenSomeOfItsRecordsGo() {
        compacted.putTogether("a", "1", "b", "1", "c", "1");
        compacted.put("b", "2");
        compacted.close();

        compacted.clean();

        RecordBatch first = RecordBatch.wrap(compacted.batches().get(0), 0);
        assertThat(first.baseOffset()).isZero();
        assertThat(first.lastOffset()).isEqualTo(2);
        assertThat(first.recordCount()).isEqualTo(2);
        assertThat(compacted.records(false).subList(0, 3)).hasToString("[0:a=1, 2:c=1, 3:b=2]");
    }

    @Test
    void aTombstoneStaysForItsTimeAndThenGoes() {
        compacted.put("gone", "value");
        compacted.put("gone", null);
        compacted.close();
        compacted.clean();
        assertThat(compacted.values("gone")).containsExactly("null");
        assertThat(compacted.batches())
                .anyMatch(bytes -> RecordBatch.wrap(bytes, 0).hasDeleteHorizon());

        compacted.fixture.pass(CompactedLog.DELETE_RETENTION_MS, TimeUnit.MILLISECONDS);
        compacted.close();
        compacted.clean();

        assertThat(compacted.values("gone")).isEmpty();
    }

    @Test
    void whatWasAbortedGoesAndItsMarkerFollowsWhenTheHorizonHasPassed() {
        compacted.put("a", "kept");
        compacted.putBy(7, true, "a", "aborted");
        compacted.end(7, false);
        compacted.putBy(7, true, "b", "committed");
        compacted.end(7, true);
        compacted.close();
        compacted.clean();
        assertThat(compacted.records(false).subList(0, 2)).hasToString("[0:a=kept, 3:b=committed]");
        assertThat(compacted.markers()).isEqualTo(2);

        compacted.close();
        compacted.clean();
        compacted.fixture.pass(CompactedLog.DELETE_RETENTION_MS, TimeUnit.MILLISECONDS);
        compacted.close();
        compacted.clean();

        // That of the committed transaction stays as long as its record does.
        assertThat(compacted.markers()).isEqualTo(1);
        assertThat(compacted.read()).containsEntry("a", "kept").containsEntry("b", "committed");
        assertThat(compacted.log.abortedTransactions(0, compacted.log.logEndOffset()))
                .isEmpty();
    }

    @Test
    void theLastSequenceNumberOfAProducerIsKnownAfterItsRecordsAreGone() {
        compacted.putBy(5, false, "a", "1");
        compacted.putBy(5, false, "a", "2");
        compacted.put("a", "3");
        compacted.close();

        compacted.clean();

        assertThat(compacted.values("a")).containsExactly("3");
        RecordBatch last = compacted.batches().stream()
                .map(bytes -> RecordBatch.wrap(bytes, 0))
                .filter(batch -> batch.producerId() == 5)
                .reduce((one, other) -> other)
                .orElseThrow();
        assertThat(last.recordCount()).isZero();
        assertThat(last.lastSequence()).isEqualTo(1);
    }

    @Test
    void anOpenTransactionStopsTheCleanerBeforeIt() {
        compacted.put("a", "1");
        compacted.put("a", "2");
        compacted.putBy(7, true, "b", "open");
        compacted.close();
        compacted.close();
        compacted.put("a", "3");
        compacted.close();
        compacted.clean();
        assertThat(compacted.values("a")).containsExactly("1", "2", "3");

        compacted.end(7, true);
        compacted.clean();

        assertThat(compacted.values("a")).containsExactly("3");
        assertThat(compacted.values("b")).containsExactly("open");
    }

    @Test
    void recordsYoungerThanTheLeastLagAreLeftAlone() {
        configure(cleaning -> new LogConfig.Cleaning(0.01, 300_000, Long.MAX_VALUE, 0));
        compacted.put("a", "1");
        compacted.put("a", "2");
        compacted.close();
        compacted.clean();
        assertThat(compacted.values("a")).containsExactly("1", "2");

        compacted.fixture.pass(300, TimeUnit.SECONDS);

        assertThat(compacted.values("a")).containsExactly("2");
    }

    @Test
    void recordsOlderThanTheMostLagAreCleanedWhateverTheRatio() {
        configure(cleaning -> new LogConfig.Cleaning(1, 0, 600_000, 0));
        compacted.put("a", "1");
        compacted.put("a", "2");
        compacted.close();
        compacted.clean();
        assertThat(compacted.values("a")).containsExactly("1", "2");

        compacted.fixture.pass(600, TimeUnit.SECONDS);

        assertThat(compacted.values("a")).containsExactly("2");
    }

    @Test
    void aLogIsCleanedInSeveralPassesWhenItsKeysDoNotFitIntoTheMap() {
        compacted.fixture.cleaner = new CleanerSettings(true, 1, 24 * 10, 0.9, 1 << 10, Double.MAX_VALUE, 15_000);
        for (int i = 0; i < 120; i++) {
            compacted.put("key " + i % 40, "value " + i);
        }
        compacted.close();

        compacted.clean();

        assertThat(compacted.read()).hasSize(40);
        for (int i = 0; i < 40; i++) {
            assertThat(compacted.values("key " + i)).containsExactly("value " + (80 + i));
        }
    }

    @Test
    void segmentsThatHaveBecomeSmallArePutTogether() {
        for (int i = 0; i < 60; i++) {
            compacted.put("key", "value " + i);
        }
        compacted.close();
        int before = compacted.segments().size();

        compacted.clean();
        compacted.close();
        compacted.clean();

        assertThat(before).isGreaterThan(10);
        assertThat(compacted.segments()).hasSizeLessThan(before / 2);
        assertThat(compacted.fixture.memory().files())
                .noneMatch(path -> path.toString().endsWith(".cleaned"));
        assertThat(compacted.fixture.memory().files())
                .noneMatch(path -> path.toString().endsWith(".swap"));
    }

    @Test
    void aSegmentThatCleaningHasEmptiedDoesNotStopRetention() {
        LogConfig config = CompactedLog.CONFIG.withRetention(new LogConfig.Retention(true, true, 3_600_000, -1, 1_000));
        CompactedLog both = new CompactedLog(LogFixture.inMemory(), config);
        for (int i = 0; i < 60; i++) {
            both.put("key", "value " + i);
        }
        both.close();
        both.clean();
        assertThat(both.fixture.memory().bytes(both.segments().get(0))).isEmpty();

        both.fixture.pass(2, TimeUnit.HOURS);

        assertThat(both.log.logStartOffset()).isGreaterThan(50);
    }

    /** In a record, and in a batch's offset, which its checksum does not cover. */
    @ParameterizedTest
    @ValueSource(ints = {65, 70})
    void aDamagedSegmentSetsTheLogAsideAndNothingElse(int damagedByte) {
        compacted.put("a", "1");
        compacted.put("a", "2");
        compacted.close();
        Path first = compacted.segments().get(0);
        byte[] bytes = compacted.fixture.memory().bytes(first);
        bytes[damagedByte] ^= 1;
        compacted.fixture.memory().bytes(first, bytes);
        compacted.fixture.directories.environment().handles().closeAll();

        compacted.clean();

        List<CleaningProgress> progress = compacted.fixture.await(compacted.fixture.directories.cleaning());
        assertThat(progress).singleElement().satisfies(one -> {
            assertThat(one.state()).isEqualTo(CleaningProgress.State.UNCLEANABLE);
            assertThat(one.backlogBytes()).isPositive();
        });
        assertThat(compacted.fixture.offline).isEmpty();
        compacted.put("b", "goes on");
    }

    @Test
    void aLogThatNothingIsAppendedToHasNoTimer() {
        compacted.put("a", "1");
        compacted.put("a", "2");
        compacted.close();
        compacted.clean();
        long operations = compacted.fixture.memory().operations();

        compacted.fixture.pass(59, TimeUnit.SECONDS);
        compacted.fixture.pass(200, TimeUnit.SECONDS);

        assertThat(compacted.fixture.memory().operations() - operations).isLessThan(20);
    }

    @Test
    void theBytesASecondAreWhatIsAllowed() {
        compacted.fixture.cleaner = new CleanerSettings(true, 1, 1 << 20, 0.9, 1 << 10, 100, 15_000);
        for (int i = 0; i < 30; i++) {
            compacted.put("key " + i % 3, "value " + i);
        }
        compacted.close();
        compacted.fixture.pass(20, TimeUnit.SECONDS);
        assertThat(compacted.values("key 1")).hasSize(10);
        assertThat(compacted.fixture.await(compacted.fixture.directories.cleaning()))
                .singleElement()
                .satisfies(one -> assertThat(one.state()).isEqualTo(CleaningProgress.State.RUNNING));

        for (int i = 0; i < 20; i++) {
            compacted.fixture.pass(20, TimeUnit.SECONDS);
        }

        assertThat(compacted.values("key 1")).hasSize(1);
    }

    @Test
    void whoeverListensHearsOfEachCleaning() {
        compacted.fixture.cleaner = new CleanerSettings(true, 1, 1 << 20, 0.9, 1 << 10, 100, 15_000);
        List<CleaningStatus> heard = new ArrayList<>();
        compacted.fixture.directories.listenToCleaning(heard::add);
        for (int i = 0; i < 30; i++) {
            compacted.put("key " + i % 3, "value " + i);
        }
        compacted.close();

        for (int i = 0; i < 300; i++) {
            compacted.fixture.pass(2, TimeUnit.SECONDS);
        }

        assertThat(heard)
                .anySatisfy(status -> assertThat(status.logs()).singleElement().satisfies(log -> {
                    assertThat(log.state()).isEqualTo(CleaningProgress.State.RUNNING);
                    assertThat(log.doneBytes()).isPositive();
                }));
        CleaningStatus last = heard.get(heard.size() - 1);
        assertThat(last.isBehind()).isFalse();
        assertThat(last.last()).singleElement().satisfies(figures -> {
            assertThat(figures.readBytes()).isGreaterThan(figures.writtenBytes());
            assertThat(figures.writtenBytes()).isPositive();
            assertThat(figures.tookMs()).isPositive();
            assertThat(figures.mapFilled()).isPositive();
        });
        int heardByNow = heard.size();
        compacted.fixture.pass(50, TimeUnit.SECONDS);
        assertThat(heard).hasSize(heardByNow);
    }

    @Test
    void aLogThatIsCutWhileItIsCleanedIsNotBroughtBack() {
        for (int i = 0; i < 30; i++) {
            compacted.put("key " + i % 3, "value " + i);
        }
        compacted.close();
        compacted.fixture.ticker.advance(20, TimeUnit.SECONDS);
        int steps = 0;
        while (compacted.log.state().swap == null) {
            step();
            assertThat(++steps).isLessThan(1000);
        }

        // In the same turn, while the segment that is to come in is only promised.
        CompletionStage<Void> expected = compacted.log.expectCut(5);
        compacted.log.truncateTo(5);
        compacted.fixture.await(expected);
        compacted.clean();

        assertThat(compacted.log.logEndOffset()).isEqualTo(5);
        assertThat(compacted.read()).containsEntry("key 0", "value 3").containsEntry("key 2", "value 2");
        assertThat(compacted.fixture.memory().files())
                .noneMatch(path -> path.toString().endsWith(".cleaned"));
        assertThat(compacted.log.state().cleanedTo()).isLessThanOrEqualTo(5);
    }

    private void step() {
        Runnable task = compacted.fixture.pool.poll();
        if (task != null) {
            task.run();
        }
        compacted.fixture.loop.runNow();
    }

    private void configure(UnaryOperator<LogConfig.Cleaning> change) {
        LogConfig config = compacted.log.config();
        compacted.log.reconfigure(config.withCleaning(change.apply(config.cleaning())));
    }
}
