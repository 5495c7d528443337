/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * The power goes at every single disk operation of a small history: appends, rolls, forces, cuts, restarts. Afterwards
 * every record that was acknowledged after a force is there, at its offset, and nothing that was not appended is.
 */
class PowerLossTest {

    /** What a history did so far. */
    private static final class Witness {
        /** Value by offset, as appended; cut when the log is. */
        final List<String> appended = new ArrayList<>();

        int acknowledged;
    }

    @Test
    void noForcedRecordIsLostWhereverThePowerGoes() {
        long operations = run(Long.MAX_VALUE, 0).operations();
        assertThat(operations).isGreaterThan(100);
        for (long at = 0; at < operations; at++) {
            for (int seed = 0; seed < 2; seed++) {
                run(at, seed);
            }
        }
    }

    /** Runs the history with the power going at that operation, and checks what is there afterwards. */
    private static MemoryDisk run(long powerLossAt, int seed) {
        MemoryDisk disk = new MemoryDisk();
        Witness witness = new Witness();
        LogFixture fixture = null;
        disk.losePowerAfter(powerLossAt);
        try {
            fixture = LogFixture.on(disk, Path.of("/data"));
            fixture.config = LogConfig.DEFAULTS.withSegmentBytes(400);
            history(fixture, witness, seed);
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
        check(
                LogFixture.on(disk, Path.of("/data")),
                witness,
                "power lost at operation " + powerLossAt + ", seed " + seed);
        return disk;
    }

    private static void history(LogFixture fixture, Witness witness, int seed) {
        PartitionLog log = fixture.open();
        appendAndForce(fixture, log, witness, 5 + seed);
        fixture.pass(60, TimeUnit.SECONDS);
        appendAndForce(fixture, log, witness, 3);
        append(fixture, log, witness, 2);
        log = fixture.restart();
        witness.acknowledged = witness.appended.size();
        appendAndForce(fixture, log, witness, 2);
        append(fixture, log, witness, 1);
    }

    private static void append(LogFixture fixture, PartitionLog log, Witness witness, int count) {
        for (int i = 0; i < count; i++) {
            String value = "value " + witness.appended.size();
            // Known before it is written: it may survive without having been acknowledged.
            witness.appended.add(value);
            AppendResult result = fixture.append(log, value);
            assertThat(result).isInstanceOf(AppendResult.Appended.class);
        }
    }

    private static void appendAndForce(LogFixture fixture, PartitionLog log, Witness witness, int count) {
        append(fixture, log, witness, count);
        fixture.await(log.flush());
        witness.acknowledged = witness.appended.size();
    }

    private static void check(LogFixture fixture, Witness witness, String when) {
        PartitionLog log = fixture.open();
        // What was not forced may be gone, with all that came after it; what is there stands where it was appended.
        assertThat(fixture.offline).as(when).isEmpty();
        if (witness.acknowledged > 0) {
            assertThat(log.logStartOffset()).as(when).isZero();
        }
        List<String> served = fixture.read(log, log.logStartOffset());
        assertThat(served).as(when).hasSizeGreaterThanOrEqualTo(witness.acknowledged);
        assertThat(served.subList(0, witness.acknowledged))
                .as(when)
                .isEqualTo(witness.appended.subList(0, witness.acknowledged));
        int start = (int) log.logStartOffset();
        assertThat(served).as(when).isEqualTo(witness.appended.subList(start, start + served.size()));
        assertThat(log.logEndOffset()).as(when).isLessThanOrEqualTo(witness.appended.size());
        assertThat(fixture.append(log, "goes on")).as(when).isInstanceOf(AppendResult.Appended.class);
        int epoch = log.leaderEpochs().latestEpoch();
        assertThat(epoch).as(when).isZero();
    }
}
