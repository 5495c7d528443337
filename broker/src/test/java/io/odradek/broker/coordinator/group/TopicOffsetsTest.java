/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.protocol.wire.Uuid;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TopicOffsetsTest {
    private static final Uuid ID = new Uuid(1, 2);

    private final TopicOffsets offsets = new TopicOffsets();

    @Test
    void itHoldsWhatAMapWouldHold() {
        SplittableRandom random = new SplittableRandom(7);
        TreeMap<Integer, CommittedOffset> model = new TreeMap<>();
        TreeMap<Integer, Long> sequences = new TreeMap<>();
        for (int step = 0; step < 5_000; step++) {
            int partition = random.nextInt(200);
            if (random.nextInt(3) == 0) {
                assertThat(offsets.remove(partition)).isEqualTo(model.remove(partition) != null);
                sequences.remove(partition);
            } else {
                CommittedOffset committed = random(random, step);
                assertThat(offsets.put(partition, committed, step, committed.topicId()))
                        .isEqualTo(model.put(partition, committed) == null);
                sequences.put(partition, (long) step);
            }
            int asked = random.nextInt(200);
            assertThat(offsets.find(asked)).isEqualTo(model.get(asked));
            assertThat(offsets.sequence(asked)).isEqualTo(sequences.getOrDefault(asked, -1L));
        }

        List<Integer> partitions = new ArrayList<>();
        offsets.forEachPartition(partitions::add);

        assertThat(partitions).containsExactlyElementsOf(model.keySet());
        model.forEach(
                (partition, committed) -> assertThat(offsets.find(partition)).isEqualTo(committed));
    }

    private static CommittedOffset random(SplittableRandom random, int offset) {
        return new CommittedOffset(
                offset,
                random.nextInt(5),
                random.nextInt(4) == 0 ? "noted " + offset : "",
                random.nextInt(1_000),
                random.nextInt(10) == 0 ? random.nextInt(1_000) : CommittedOffset.NO_EXPIRY,
                random.nextBoolean() ? ID : Uuid.ZERO);
    }

    @Test
    void whatIsTakenBackLeavesNothing() {
        offsets.put(3, new CommittedOffset(9, 0, "noted", 1, 2, ID), 1, ID);

        boolean removed = offsets.remove(3);

        assertThat(removed).isTrue();
        assertThat(offsets.isEmpty()).isTrue();
        assertThat(offsets.find(3)).isNull();
        assertThat(offsets.sequence(3)).isNegative();
    }
}
