/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The cleaner is cut off at every single disk operation of a history in which records, tombstones, aborted and committed
 * transactions and their markers go, and segments are put together. Afterwards every key has the value that it had, and
 * none that was deleted is back; also when the cleaner has finished what it was at.
 */
class CleanerCrashTest {
    /** What is left when the cleaner is cut off. */
    enum Crash {
        /** Everything that was written: only the process is gone. */
        KILL(0, 23) {
            @Override
            void happen(MemoryDisk disk, long at) {
                disk.losePowerAfter(1L << 60);
                disk.processKilled();
            }
        },
        /** What was forced to the disk. */
        POWER_LOSS(2, 23) {
            @Override
            void happen(MemoryDisk disk, long at) {
                disk.forgetEverythingUnforced();
            }
        },
        /** What was forced, and any part of the rest. */
        POWER_LOSS_IN_PARTS(3, 5) {
            @Override
            void happen(MemoryDisk disk, long at) {
                disk.powerLoss(new Random(at));
            }
        };

        private final int first;
        private final int stride;

        Crash(int first, int stride) {
            this.first = first;
            this.stride = stride;
        }

        abstract void happen(MemoryDisk disk, long at);
    }

    @ParameterizedTest
    @EnumSource
    void noLiveKeyIsLostAndNoDeletedOneComesBackWhereverTheCleanerIsCutOff(Crash crash) {
        long operations = run(1L << 60, crash);
        assertThat(operations).isGreaterThan(200);
        // Every one with -Dcleaner.crash.stride=1; the kinds of crash begin apart, so that few are tried by none, and
        // the
        // one that finds most goes in small steps.
        for (long at = crash.first; at < operations; at += Integer.getInteger("cleaner.crash.stride", crash.stride)) {
            run(at, crash);
        }
    }

    private static long run(long crashAt, Crash crash) {
        MemoryDisk disk = new MemoryDisk();
        LogFixture fixture = LogFixture.on(disk, Path.of("/data"));
        CompactedLog compacted = new CompactedLog(fixture);
        Map<String, String> expected = write(compacted);
        long before = disk.operations();
        disk.losePowerAfter(crashAt);
        try {
            clean(compacted);
            assertThat(compacted.read()).as("without a crash").isEqualTo(expected);
            if (crashAt >= 1L << 60) {
                return disk.operations() - before;
            }
        } catch (MemoryDisk.PowerLostError expectedError) {
            assertThat(disk.operations() - before).isGreaterThan(crashAt);
            compacted.drain();
        }
        crash.happen(disk, crashAt);
        String when = crash + " at operation " + crashAt;
        CompactedLog after = new CompactedLog(LogFixture.on(disk, Path.of("/data")));
        assertThat(after.fixture.offline).as(when).isEmpty();
        assertThat(after.read()).as(when).isEqualTo(expected);
        assertThat(disk.files())
                .as(when)
                .noneMatch(path ->
                        path.toString().endsWith(".swap") || path.toString().endsWith(".cleaned"));
        clean(after);
        assertThat(after.read()).as(when + ", cleaned again").isEqualTo(expected);
        return 0;
    }

    /** What a reader of committed records must find, whatever the cleaner does from here on. */
    private static Map<String, String> write(CompactedLog compacted) {
        Map<String, String> model = new TreeMap<>();
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 8; i++) {
                put(compacted, model, "key " + i, "value " + round + "." + i);
            }
            put(compacted, model, "deleted " + round, "value");
            compacted.putBy(5, false, "idempotent", "value " + round);
            model.put("idempotent", "value " + round);
            compacted.putBy(7, true, "key 1", "aborted");
            compacted.putBy(8, true, "committed", "value " + round);
            compacted.end(7, false);
            compacted.end(8, true);
            model.put("committed", "value " + round);
            put(compacted, model, "deleted " + round, null);
            put(compacted, model, "key " + (6 + round), null);
            if (round == 0) {
                compacted.close();
                compacted.clean();
            }
        }
        compacted.close();
        return model;
    }

    private static void put(CompactedLog compacted, Map<String, String> model, String key, @Nullable String value) {
        compacted.put(key, value);
        if (value == null) {
            model.remove(key);
        } else {
            model.put(key, value);
        }
    }

    /** Twice, with the delete horizon in between, so that tombstones and markers go as well. */
    private static void clean(CompactedLog compacted) {
        compacted.clean();
        compacted.fixture.pass(CompactedLog.DELETE_RETENTION_MS, TimeUnit.MILLISECONDS);
        compacted.close();
        compacted.clean();
    }
}
