/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import io.odradek.broker.coordinator.group.MemberProfile.Subscription;
import io.odradek.broker.coordinator.group.assign.TopicExpression;
import io.odradek.protocol.error.ErrorCode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a member's subscription does to the group's epoch: it rises when the member's topics change, when an expression
 * that is resolved is taken up or the last one given up, and when the topics themselves have changed. Stateless.
 */
final class Subscribing {
    private Subscribing() {}

    /**
     * What came of it.
     *
     * @param refusal null if there is none
     * @param changed the member subscribes to something else than before
     * @param newExpression nobody in the group has had its expression
     */
    record Outcome(@Nullable Refusal refusal, boolean changed, boolean newExpression) {}

    /** Stores what the member says of itself now, and what that means for the group. */
    static Outcome update(Turn turn, ConsumerMember before, MemberProfile profile) {
        Subscription old = before.profile().subscription();
        Subscription now = profile.subscription();
        if (!profile.equals(before.profile())) {
            turn.draft().write(turn.making().member(before.with(profile)));
        }
        boolean otherTopics = !now.topics().equals(old.topics());
        boolean otherExpression = !now.expression().equals(old.expression());
        boolean isNew = otherExpression && now.hasExpression() && subscribers(turn, now.expression()) == 1;
        Optional<String> refusal = isNew ? TopicExpression.refusal(now.expression()) : Optional.empty();
        if (refusal.isPresent()) {
            return new Outcome(new Refusal(ErrorCode.INVALID_REGULAR_EXPRESSION, refusal.get()), true, true);
        }
        if (otherExpression && old.hasExpression() && subscribers(turn, old.expression()) == 0) {
            turn.draft().write(turn.making().noExpression(old.expression()));
        }
        boolean otherMatches = otherExpression
                && (!now.hasExpression() || turn.group().expressions().containsKey(now.expression()));
        raiseIfNeeded(turn, otherTopics || otherMatches);
        return new Outcome(null, otherTopics || otherExpression, isNew);
    }

    private static int subscribers(Turn turn, String expression) {
        return turn.group().wantedExpressions().getOrDefault(expression, 0);
    }

    /** Raises the epoch if there is a reason, or if the topics are not what they were. */
    static void raiseIfNeeded(Turn turn, boolean reason) {
        ConsumerGroup group = turn.group();
        if (!reason && turn.watch().hasHashed(turn.topics().image(), group.epoch())) {
            return;
        }
        long hash = turn.watch().hash(turn.topics(), group.subscribedTopics());
        if (reason || hash != group.metadataHash()) {
            turn.draft().write(turn.making().epoch(group.epoch() + 1, hash));
        }
        turn.watch().hashes(turn.topics().image(), turn.group().epoch());
        if (turn.group().hasTopicsRecord()) {
            turn.draft().write(turn.making().noTopics());
        }
    }
}
