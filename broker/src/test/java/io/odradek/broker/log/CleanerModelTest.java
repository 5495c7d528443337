/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random histories beside a model that nothing is ever removed from. Keys are few, so that they are written again and again,
 * deleted, aborted; the cleaner runs in between, and the process restarts or is killed. What a reader finds of each key is
 * what he would find had nothing been cleaned.
 */
class CleanerModelTest {
    private static final int STEPS = 400;

    /** One record, in the order of the log. */
    private static final class Written {
        private final String key;
        private final @Nullable String value;
        private boolean aborted;

        Written(String key, @Nullable String value) {
            this.key = key;
            this.value = value;
        }
    }

    private final List<Written> all = new ArrayList<>();
    /** What the open transaction of each producer has written so far. */
    private final Map<Long, List<Written>> open = new TreeMap<>();

    private Random random;
    private CompactedLog compacted;

    static List<Integer> seeds() {
        List<Integer> seeds = new ArrayList<>();
        for (int seed = 0; seed < Integer.getInteger("cleaner.seeds", 12); seed++) {
            seeds.add(seed);
        }
        return seeds;
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aReaderFindsWhatHeWouldFindHadNothingBeenCleaned(int seed) {
        random = new Random(seed);
        compacted = CompactedLog.inMemory();
        long mapBytes = random.nextBoolean() ? 1 << 20 : 24L * (4 + random.nextInt(40));
        compacted.fixture.cleaner = new CleanerSettings(true, 1, mapBytes, 0.9, 1 << 10, Double.MAX_VALUE, 15_000);
        for (int i = 0; i < STEPS; i++) {
            step();
        }
        open.keySet().stream().toList().forEach(producerId -> end(producerId, random.nextBoolean()));
        compacted.close();
        compacted.clean();
        check("at the end");
        compacted.fixture.pass(2 * CompactedLog.DELETE_RETENTION_MS, TimeUnit.MILLISECONDS);
        compacted.close();
        compacted.clean();
        check("when everything has had its time");
        assertThat(compacted.fixture.offline).isEmpty();
        assertThat(compacted.fixture.await(compacted.fixture.directories.cleaning()))
                .noneMatch(one -> one.state() == CleaningProgress.State.UNCLEANABLE);
    }

    private void step() {
        int kind = random.nextInt(100);
        if (kind < 50) {
            put();
        } else if (kind < 85) {
            putInTransaction();
        } else if (kind < 93) {
            open.keySet().stream().findAny().ifPresent(producerId -> end(producerId, random.nextInt(3) > 0));
        } else if (kind < 96) {
            compacted.fixture.pass(1 + random.nextInt(60), TimeUnit.SECONDS);
        } else if (kind < 99) {
            compacted.fixture.await(compacted.log.flush());
            compacted.fixture.pass(20, TimeUnit.SECONDS);
            check("after a look of the cleaner");
        } else if (random.nextBoolean()) {
            compacted.restart();
        } else {
            compacted.kill();
        }
    }

    private void put() {
        String key = key();
        String value = value();
        if (random.nextInt(4) == 0) {
            compacted.putBy(1 + random.nextInt(3), false, key, value);
        } else if (random.nextBoolean()) {
            compacted.put(key, value);
        } else {
            String otherKey = key();
            String otherValue = value();
            compacted.putTogether(otherKey, otherValue, key, value);
            all.add(new Written(otherKey, otherValue));
        }
        all.add(new Written(key, value));
    }

    private void putInTransaction() {
        long producerId = 10L + random.nextInt(3);
        Written entry = new Written(key(), value());
        compacted.putBy(producerId, true, entry.key, entry.value);
        all.add(entry);
        open.computeIfAbsent(producerId, first -> new ArrayList<>()).add(entry);
    }

    private void end(long producerId, boolean commit) {
        compacted.end(producerId, commit);
        List<Written> written = open.remove(producerId);
        written.forEach(entry -> entry.aborted = !commit);
    }

    private String key() {
        return "key " + random.nextInt(20);
    }

    private @Nullable String value() {
        return random.nextInt(3) == 0 ? null : "value " + random.nextInt(1_000_000);
    }

    private void check(String when) {
        Map<String, String> expected = new TreeMap<>();
        for (Written entry : all) {
            String value = entry.value;
            if (!entry.aborted && value != null) {
                expected.put(entry.key, value);
            } else if (!entry.aborted) {
                expected.remove(entry.key);
            }
        }
        assertThat(compacted.read()).as(when).isEqualTo(expected);
    }
}
