/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.controller.NewTopic;
import io.odradek.controller.Outcome;
import io.odradek.controller.PartitionGrowth;
import io.odradek.protocol.error.ErrorCode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicValidationTest {
    private static final Set<Integer> LIVE = Set.of(0, 1, 2);

    private static NewTopic numbers(int partitions, int replicationFactor) {
        return NewTopic.of("t", partitions, replicationFactor);
    }

    private static NewTopic assigned(Map<Integer, List<Integer>> assignment) {
        return new NewTopic("t", -1, -1, assignment, Map.of());
    }

    private static ErrorCode shape(NewTopic topic) {
        return TopicValidation.shape(topic, LIVE).error();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "A-b_c.9", "...", "__consumer_offsets", "-"})
    void goodNames(String name) {
        assertThat(TopicValidation.name(name)).isEqualTo(Outcome.OK);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a b", "ü", "a/b", "a:b", "a\n"})
    void badNamesAreRefusedWithAReason(String name) {
        Outcome outcome = TopicValidation.name(name);

        assertThat(outcome.error()).isEqualTo(ErrorCode.INVALID_TOPIC_EXCEPTION);
        assertThat(outcome.message()).contains("'" + name + "'");
    }

    @Test
    void aNameHasAtMost249Characters() {
        assertThat(TopicValidation.name("x".repeat(249)).isOk()).isTrue();
        assertThat(TopicValidation.name("x".repeat(250)).error()).isEqualTo(ErrorCode.INVALID_TOPIC_EXCEPTION);
    }

    @Test
    void namesMustDifferByMoreThanDotAndUnderscore() {
        Set<String> existing = Set.of("a.b", "c");

        assertThat(TopicValidation.free("a.b", existing, Set.of("a_b", "c")).error())
                .isEqualTo(ErrorCode.TOPIC_ALREADY_EXISTS);
        Outcome collision = TopicValidation.free("a_b", existing, Set.of("a_b", "c"));
        assertThat(collision.error()).isEqualTo(ErrorCode.INVALID_TOPIC_EXCEPTION);
        assertThat(collision.message()).contains("a.b");
        assertThat(TopicValidation.free("ab", existing, Set.of("a_b", "c")).isOk())
                .isTrue();
    }

    @Test
    void numbersArePositiveOrLeftToTheBroker() {
        assertThat(shape(numbers(1, 1))).isEqualTo(ErrorCode.NONE);
        assertThat(shape(numbers(-1, -1))).isEqualTo(ErrorCode.NONE);
        assertThat(shape(numbers(0, 1))).isEqualTo(ErrorCode.INVALID_PARTITIONS);
        assertThat(shape(numbers(-2, 1))).isEqualTo(ErrorCode.INVALID_PARTITIONS);
        assertThat(shape(numbers(1, 0))).isEqualTo(ErrorCode.INVALID_REPLICATION_FACTOR);
        assertThat(TopicValidation.replicationFactor(3, 3).isOk()).isTrue();
        assertThat(TopicValidation.replicationFactor(4, 3).error()).isEqualTo(ErrorCode.INVALID_REPLICATION_FACTOR);
    }

    @Test
    void assignmentsAreCompleteEvenDistinctAndAlive() {
        assertThat(shape(assigned(Map.of(0, List.of(0, 1), 1, List.of(2, 0))))).isEqualTo(ErrorCode.NONE);
        assertThat(shape(assigned(Map.of(0, List.of(0), 2, List.of(1)))))
                .isEqualTo(ErrorCode.INVALID_REPLICA_ASSIGNMENT);
        assertThat(shape(assigned(Map.of(0, List.of(0), 1, List.of(1, 2)))))
                .isEqualTo(ErrorCode.INVALID_REPLICA_ASSIGNMENT);
        assertThat(shape(assigned(Map.of(0, List.of(0, 0))))).isEqualTo(ErrorCode.INVALID_REPLICA_ASSIGNMENT);
        assertThat(shape(assigned(Map.of(0, List.of(9))))).isEqualTo(ErrorCode.INVALID_REPLICA_ASSIGNMENT);
        assertThat(shape(assigned(Map.of(0, List.of())))).isEqualTo(ErrorCode.INVALID_REPLICA_ASSIGNMENT);
        assertThat(shape(new NewTopic("t", 1, -1, Map.of(0, List.of(0)), Map.of())))
                .isEqualTo(ErrorCode.INVALID_REQUEST);
    }

    @Test
    void whyATopicCannotGrowIsSaidInKafkasWords() {
        assertThat(growthRefusal(1, null))
                .isEqualTo("The topic t currently has 2 partition(s); 1 would not be an increase.");
        assertThat(growthRefusal(3, List.of(List.of(1, 1))))
                .isEqualTo("The manual partition assignment includes the broker 1 more than once.");
        assertThat(growthRefusal(3, List.of(List.of(1, 8))))
                .isEqualTo("The manual partition assignment includes broker 8, but no such broker is registered.");
        assertThat(growthRefusal(3, List.of(List.of(1))))
                .isEqualTo("The manual partition assignment includes a partition with 1 replica(s), but this is not"
                        + " consistent with previous partitions, which have 2 replica(s).");
    }

    private static @Nullable String growthRefusal(int count, @Nullable List<List<Integer>> assignments) {
        return TopicValidation.growth(new PartitionGrowth("t", count, assignments), 2, 2, LIVE)
                .message();
    }

    private static ErrorCode growth(int count, @Nullable List<List<Integer>> assignments) {
        return TopicValidation.growth(new PartitionGrowth("t", count, assignments), 2, 2, LIVE)
                .error();
    }

    @Test
    void aTopicOnlyGrowsAndWithFittingAssignments() {
        assertThat(growth(3, null)).isEqualTo(ErrorCode.NONE);
        assertThat(growth(3, List.of(List.of(1, 2)))).isEqualTo(ErrorCode.NONE);
        assertThat(growth(2, null)).isEqualTo(ErrorCode.INVALID_PARTITIONS);
        assertThat(growth(1, null)).isEqualTo(ErrorCode.INVALID_PARTITIONS);
        // As Kafka 3.9.2 and 4.3.1 answer.
        assertThat(growth(3, List.of())).isEqualTo(ErrorCode.INVALID_REPLICA_ASSIGNMENT);
        assertThat(growth(3, List.of(List.of(1, 1)))).isEqualTo(ErrorCode.INVALID_REPLICA_ASSIGNMENT);
        assertThat(growth(3, List.of(List.of(1, -1)))).isEqualTo(ErrorCode.INVALID_REPLICA_ASSIGNMENT);
        assertThat(growth(3, List.of(List.of()))).isEqualTo(ErrorCode.INVALID_REPLICA_ASSIGNMENT);
        assertThat(growth(4, List.of(List.of(1, 2), List.of(1)))).isEqualTo(ErrorCode.INVALID_REPLICA_ASSIGNMENT);
        assertThat(growth(3, List.of(List.of(1, 2), List.of(1, 2)))).isEqualTo(ErrorCode.INVALID_REPLICA_ASSIGNMENT);
        assertThat(growth(4, List.of(List.of(1, 2)))).isEqualTo(ErrorCode.INVALID_REPLICA_ASSIGNMENT);
        assertThat(growth(3, List.of(List.of(1)))).isEqualTo(ErrorCode.INVALID_REPLICA_ASSIGNMENT);
        assertThat(growth(3, List.of(List.of(1, 8)))).isEqualTo(ErrorCode.INVALID_REPLICA_ASSIGNMENT);
        assertThat(TopicValidation.growth(new PartitionGrowth("t", 3, null), 2, 2, Set.of(0))
                        .error())
                .isEqualTo(ErrorCode.INVALID_REPLICATION_FACTOR);
    }
}
