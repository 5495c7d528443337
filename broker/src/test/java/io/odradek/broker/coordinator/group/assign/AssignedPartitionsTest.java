/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group.assign;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.protocol.wire.Uuid;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AssignedPartitionsTest {
    private static final Uuid ONE = new Uuid(1, 1);
    private static final Uuid TWO = new Uuid(2, 2);

    private static final AssignedPartitions SOME =
            AssignedPartitions.of(Map.of(ONE, PartitionSet.of(3, 1, 2, 1), TWO, PartitionSet.of(7)));

    @Test
    void partitionsAreAscendingAndStandThereOnce() {
        assertThat(SOME.partitions(ONE).toArray()).containsExactly(1, 2, 3);
        assertThat(SOME.size()).isEqualTo(4);
    }

    @Test
    void aTopicWithoutPartitionsIsNotThere() {
        AssignedPartitions rest = SOME.minus(AssignedPartitions.of(Map.of(TWO, PartitionSet.range(0, 10))));

        assertThat(rest.topics()).containsOnlyKeys(ONE);
        assertThat(rest.minus(SOME)).isEqualTo(AssignedPartitions.EMPTY);
        assertThat(AssignedPartitions.of(Map.of(ONE, PartitionSet.range(4, 4))).isEmpty())
                .isTrue();
    }

    @Test
    void sumsAndSectionsGoTopicByTopic() {
        AssignedPartitions others = AssignedPartitions.of(Map.of(ONE, PartitionSet.of(3, 4)));

        assertThat(SOME.plus(others).partitions(ONE)).isEqualTo(PartitionSet.range(1, 5));
        assertThat(SOME.and(others)).isEqualTo(AssignedPartitions.of(Map.of(ONE, PartitionSet.of(3))));
        assertThat(SOME.containsAll(SOME.and(others))).isTrue();
        assertThat(SOME.containsAll(others)).isFalse();
        assertThat(SOME.contains(TWO, 7)).isTrue();
    }
}
