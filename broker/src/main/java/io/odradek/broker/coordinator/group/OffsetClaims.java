/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import io.odradek.broker.coordinator.group.OffsetCommit.Claim;
import io.odradek.broker.coordinator.group.OffsetCommit.Position;
import io.odradek.protocol.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * Who may commit and fetch the offsets of a consumer group. A member that has not heard of its newest epoch may still
 * commit for a partition that it had in the epoch it knows, but not for one that it got, or got back, later
 * (KIP-1251). Stateless.
 */
final class OffsetClaims {
    private OffsetClaims() {}

    static ErrorCode commitRefusal(ConsumerGroup group, OffsetCommit commit) {
        Claim claim = commit.claim();
        if (claim.generation() < 0 && group.isEmpty()) {
            return ErrorCode.NONE;
        }
        ConsumerMember member = group.member(claim.memberId());
        if (member == null) {
            return ErrorCode.UNKNOWN_MEMBER_ID;
        }
        if (!member.profile().isClassic() && !claim.knowsEpochs()) {
            return ErrorCode.UNSUPPORTED_VERSION;
        }
        boolean isCurrent = claim.generation() == member.epoch();
        boolean isEarlier = claim.generation() < member.epoch()
                && commit.positions().stream().allMatch(position -> hadThen(member, position, claim.generation()));
        return isCurrent || isEarlier ? ErrorCode.NONE : stale(member);
    }

    private static boolean hadThen(ConsumerMember member, Position position, int epoch) {
        int partition = position.partition().partition();
        Integer since = member.standing().owned().epochOf(position.topicId(), partition);
        if (since == null) {
            since = member.standing().revoking().epochOf(position.topicId(), partition);
        }
        return since != null && epoch >= since;
    }

    static ErrorCode fetchRefusal(ConsumerGroup group, @Nullable String memberId, int memberEpoch) {
        if (memberId == null && memberEpoch < 0) {
            return ErrorCode.NONE;
        }
        ConsumerMember member = memberId == null ? null : group.member(memberId);
        if (member == null) {
            return ErrorCode.UNKNOWN_MEMBER_ID;
        }
        return memberEpoch == member.epoch() ? ErrorCode.NONE : stale(member);
    }

    private static ErrorCode stale(ConsumerMember member) {
        return member.profile().isClassic() ? ErrorCode.ILLEGAL_GENERATION : ErrorCode.STALE_MEMBER_EPOCH;
    }
}
