/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.groups.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.compat.groups.campaign.CoordinatorWatch.Seen;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What happened to a group is told apart by what is seen of it. */
class GroupRecoveryTest {
    private final CompletableFuture<Long> move = new CompletableFuture<>();
    private Set<String> members = Set.of("a", "b");
    private final GroupRecovery recovery = new GroupRecovery(0, () -> members, move);

    private void seen(long atMs, String state, String... there) {
        recovery.seen(atMs * 1_000_000, Optional.of(new Seen(2, state, Set.of(there))));
    }

    private void moved(long atMs, String... after) {
        members = Set.of(after);
        move.complete(atMs * 1_000_000);
    }

    @Test
    void aGroupThatOnlyLostItsCoordinatorIsWholeWhenItIsStable() {
        move.complete(0L);
        recovery.seen(100_000_000, Optional.empty());
        seen(300, "PreparingRebalance", "a");
        seen(400, "Stable", "a");
        assertThat(recovery.isOver()).isFalse();

        seen(500, "Stable", "a", "b");

        assertThat(recovery.isOver()).isTrue();
        assertThat(recovery.found()).isEqualTo(Duration.ofMillis(300));
        assertThat(recovery.whole()).isEqualTo(Duration.ofMillis(500));
        assertThat(recovery.ghost()).isEmpty();
    }

    @Test
    void timeBeginsWhenTheNewcomerIsThere() {
        seen(300, "Stable", "a", "b");
        moved(600, "a", "c");
        seen(700, "PreparingRebalance", "a");
        seen(900, "Stable", "a", "c");

        assertThat(recovery.whole()).isEqualTo(Duration.ofMillis(900));
        assertThat(recovery.settled()).isEqualTo(Duration.ofMillis(300));
        assertThat(recovery.ghost()).isEmpty();
    }

    @Test
    void aMemberWhoseLeaveWasLostIsToldApart() {
        moved(0, "a", "c");
        seen(300, "PreparingRebalance", "a", "b", "c");
        seen(6_000, "PreparingRebalance", "a", "b", "c");
        seen(6_100, "Stable", "a", "c");

        assertThat(recovery.ghost()).contains(Duration.ofSeconds(6));
        assertThat(recovery.settled()).isEqualTo(Duration.ofMillis(100));
    }
}
