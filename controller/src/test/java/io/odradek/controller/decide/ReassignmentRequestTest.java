/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.decide;

import static io.odradek.controller.decide.ReassignmentTest.assignment;
import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.controller.decide.ReassignmentRequest.Asked;
import io.odradek.protocol.error.ErrorCode;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The codes are those of a cluster of three brokers of Kafka 3.9.2 that was asked the same. */
class ReassignmentRequestTest {
    private static final Set<Integer> LIVE = Set.of(1, 2, 3);
    private static final Asked PARTITION = new Asked(assignment("1 2"), false);
    private static final Asked NO_PARTITION = new Asked(null, false);

    private static ErrorCode check(Asked asked, Integer... target) {
        return ReassignmentRequest.check(asked, List.of(target), true, LIVE).error();
    }

    @Test
    void brokersMustBeThereOnceAndAlive() {
        assertThat(check(PARTITION)).isEqualTo(ErrorCode.INVALID_REPLICA_ASSIGNMENT);
        assertThat(check(PARTITION, 1, 1)).isEqualTo(ErrorCode.INVALID_REPLICA_ASSIGNMENT);
        assertThat(check(PARTITION, 1, -1)).isEqualTo(ErrorCode.INVALID_REPLICA_ASSIGNMENT);
        assertThat(check(PARTITION, 1, 9)).isEqualTo(ErrorCode.INVALID_REPLICA_ASSIGNMENT);
        assertThat(check(PARTITION, 3, 1)).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void aReplicaThatIsThereAlreadyMayBeDead() {
        Asked withDead = new Asked(assignment("1 9"), false);

        assertThat(check(withDead, 9, 3)).isEqualTo(ErrorCode.NONE);
        assertThat(check(withDead, 8, 3)).isEqualTo(ErrorCode.INVALID_REPLICA_ASSIGNMENT);
    }

    @Test
    void thePartitionMustBeThere() {
        assertThat(check(NO_PARTITION, 1, 2)).isEqualTo(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
        assertThat(check(NO_PARTITION, 1, 1)).isEqualTo(ErrorCode.INVALID_REPLICA_ASSIGNMENT);
        assertThat(check(new Asked(assignment("1 2"), true), 1, 2)).isEqualTo(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
    }

    @Test
    void theNumberOfReplicasIsKeptWhereThatIsAsked() {
        Asked moving = new Asked(assignment("+3 1 -2"), false);

        assertThat(ReassignmentRequest.check(PARTITION, List.of(1, 2, 3), false, LIVE)
                        .error())
                .isEqualTo(ErrorCode.INVALID_REPLICATION_FACTOR);
        assertThat(ReassignmentRequest.check(PARTITION, List.of(1), false, LIVE).error())
                .isEqualTo(ErrorCode.INVALID_REPLICATION_FACTOR);
        assertThat(ReassignmentRequest.check(moving, List.of(2, 1), false, LIVE).error())
                .isEqualTo(ErrorCode.NONE);
        assertThat(ReassignmentRequest.check(PARTITION, List.of(1, 2, 1), false, LIVE)
                        .error())
                .isEqualTo(ErrorCode.INVALID_REPLICA_ASSIGNMENT);
    }

    @Test
    void onlyWhatMovesCanBeCalledOff() {
        assertThat(ReassignmentRequest.checkCancel(PARTITION).error()).isEqualTo(ErrorCode.NO_REASSIGNMENT_IN_PROGRESS);
        assertThat(ReassignmentRequest.checkCancel(NO_PARTITION).error())
                .isEqualTo(ErrorCode.NO_REASSIGNMENT_IN_PROGRESS);
        assertThat(ReassignmentRequest.checkCancel(new Asked(assignment("+3 1"), false))
                        .error())
                .isEqualTo(ErrorCode.NONE);
    }
}
