/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.partition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NearestReplicaTest {
    private static final Map<Integer, String> RACKS = Map.of(1, "a", 2, "b", 3, "b", 4, "c");

    private final Leader leader =
            new Leader(1, PartitionFixture.leading(3, List.of(1, 2, 3), List.of(1, 2, 3, 4)), 100, 0);

    @BeforeEach
    void allHaveFetched() {
        fetches(2, 100, 10);
        fetches(3, 90, 10);
        fetches(4, 100, 10);
    }

    private void fetches(int broker, long end, long start) {
        Objects.requireNonNull(leader.follower(broker))
                .fetched(new FetchAsk(null, end, 3, -1, start, 1 << 20), 5, 100, 1);
    }

    private int choose(long offset, String rack) {
        return NearestReplica.choose(
                leader,
                offset,
                new FetchOrigin.Consumer(true, rack, "PLAINTEXT"),
                (broker, listener) -> RACKS.get(broker));
    }

    @Test
    void theReplicaInTheConsumersRackThatHasMostIsChosen() {
        assertThat(choose(50, "b")).isEqualTo(2);
        fetches(3, 101, 10);
        assertThat(choose(50, "b")).isEqualTo(3);
    }

    @Test
    void ofEqualsTheOneOfTheHigherIdIsChosen() {
        fetches(3, 100, 10);

        assertThat(choose(50, "b")).isEqualTo(3);
    }

    @Test
    void theLeaderServesItsOwnRackAndRacksWithoutAReplica() {
        assertThat(choose(50, "a")).isEqualTo(Fetched.HERE);
        assertThat(choose(50, "z")).isEqualTo(Fetched.HERE);
        assertThat(choose(50, "")).isEqualTo(Fetched.HERE);
    }

    @Test
    void aReplicaOutOfSyncIsNotChosen() {
        assertThat(choose(50, "c")).isEqualTo(Fetched.HERE);
    }

    @Test
    void aReplicaWithoutTheOffsetIsNotChosen() {
        assertThat(choose(95, "b")).isEqualTo(2);
        assertThat(choose(101, "b")).isEqualTo(Fetched.HERE);
        assertThat(choose(9, "b")).isEqualTo(Fetched.HERE);
    }

    @Test
    void aConsumerThatKnowsLeadersOnlyIsServedByTheLeader() {
        FetchOrigin.Consumer old = new FetchOrigin.Consumer(false, "b", "PLAINTEXT");

        assertThat(NearestReplica.choose(leader, 50, old, (broker, listener) -> RACKS.get(broker)))
                .isEqualTo(Fetched.HERE);
    }
}
