/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import org.jspecify.annotations.Nullable;

/** A member of a consumer group, as two records tell of it. Immutable. */
record ConsumerMember(String id, MemberProfile profile, MemberStanding standing) {
    static ConsumerMember joining(String id) {
        return new ConsumerMember(id, MemberProfile.NEW, MemberStanding.NEW);
    }

    @Nullable
    String instanceId() {
        return profile.instanceId();
    }

    int epoch() {
        return standing.epoch();
    }

    ConsumerMember with(MemberProfile other) {
        return new ConsumerMember(id, other, standing);
    }

    ConsumerMember with(MemberStanding other) {
        return new ConsumerMember(id, profile, other);
    }

    boolean isAwaitingRevocation() {
        return standing.progress() == MemberStanding.Progress.UNREVOKED;
    }
}
