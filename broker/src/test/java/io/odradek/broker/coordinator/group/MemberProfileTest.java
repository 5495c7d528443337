/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.broker.coordinator.group.MemberProfile.ClassicSide;
import io.odradek.broker.coordinator.group.MemberProfile.Subscription;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemberProfileTest {
    private static final MemberClient CLIENT = new MemberClient("c", "/h");
    private static final MemberProfile CONSUMER =
            new MemberProfile(null, null, CLIENT, 1_000, Subscription.to(List.of("t"), null), null, null);

    private static HeartbeatAsk from(MemberClient client) {
        return new HeartbeatAsk("m", 3, null, client, ConsumerRig.NOTHING_NEW, null);
    }

    @Test
    void aHeartbeatThatSaysNothingNewLeavesItAsItIs() {
        assertThat(CONSUMER.with(from(new MemberClient("c", "/h")))).isSameAs(CONSUMER);
    }

    @Test
    void itIsKnownByWhereItCameFromLast() {
        assertThat(CONSUMER.with(from(new MemberClient("c", "/other"))).client().host())
                .isEqualTo("/other");
        assertThat(CONSUMER.with(from(new MemberClient("other", "/h"))).client().id())
                .isEqualTo("other");
    }

    @Test
    void itSpeaksTheProtocolOfItsLastRequest() {
        MemberProfile classic = new MemberProfile(
                null, null, CLIENT, 1_000, CONSUMER.subscription(), null, new ClassicSide(1_000, List.of()));

        assertThat(classic.with(from(CLIENT))).isEqualTo(CONSUMER);
    }
}
