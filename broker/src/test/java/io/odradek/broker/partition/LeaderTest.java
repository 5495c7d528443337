/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.partition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LeaderTest {
    private static Leader leader(List<Integer> isr, List<Integer> replicas) {
        return new Leader(1, PartitionFixture.leading(3, isr, replicas), 100);
    }

    @Test
    void aLeaderAloneIsInSyncUpToItsOwnEnd() {
        Leader leader = leader(List.of(1), List.of(1, 2, 3));

        leader.localEndOffset(120);

        assertThat(leader.inSyncEndOffset()).isEqualTo(120);
    }

    @Test
    void theSlowestReplicaInSyncDecides() {
        Leader leader = leader(List.of(1, 2, 3), List.of(1, 2, 3));
        leader.localEndOffset(120);

        leader.fetchedBy(2, 110, 0);
        assertThat(leader.inSyncEndOffset()).as("broker 3 has not fetched").isEqualTo(-1);
        leader.fetchedBy(3, 105, 0);
        assertThat(leader.inSyncEndOffset()).isEqualTo(105);
    }

    @Test
    void aReplicaOutOfSyncIsNotWaitedFor() {
        Leader leader = leader(List.of(1, 2), List.of(1, 2, 3));

        leader.fetchedBy(2, 100, 0);
        leader.fetchedBy(3, 5, 0);

        assertThat(leader.inSyncEndOffset()).isEqualTo(100);
    }

    @Test
    void onlyReplicasAreNoted() {
        assertThat(leader(List.of(1), List.of(1, 2)).fetchedBy(7, 50, 0)).isFalse();
    }

    @Test
    void theLocalEndNeverGoesBack() {
        Leader leader = leader(List.of(1), List.of(1));

        leader.localEndOffset(120);
        leader.localEndOffset(110);

        assertThat(leader.inSyncEndOffset()).isEqualTo(120);
    }

    @Test
    void anOlderInSyncSetIsIgnored() {
        Leader leader = leader(List.of(1), List.of(1, 2));

        leader.inSync(List.of(1, 2), 9);
        leader.inSync(List.of(1), 8);

        assertThat(leader.isr()).containsExactly(1, 2);
        assertThat(leader.partitionEpoch()).isEqualTo(9);
    }

    @Test
    void aTopicIsHeldToTheReplicasThatItHas() {
        assertThat(leader(List.of(1), List.of(1)).hasEnoughInSync(2)).isTrue();
        assertThat(leader(List.of(1), List.of(1, 2)).hasEnoughInSync(2)).isFalse();
        assertThat(leader(List.of(1, 2), List.of(1, 2)).hasEnoughInSync(2)).isTrue();
    }

    @Test
    void theLowWatermarkIsTheLeastStartOfAllReplicas() {
        Leader leader = leader(List.of(1), List.of(1, 2));

        leader.fetchedBy(2, 100, 30);

        assertThat(leader.lowWatermark(50)).isEqualTo(30);
        assertThat(leader.lowWatermark(20)).isEqualTo(20);
    }
}
