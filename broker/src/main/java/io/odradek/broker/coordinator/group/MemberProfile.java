/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a member of a consumer group has said about itself: ConsumerGroupMemberMetadataValue.
 *
 * @param rebalanceMs how long it may take to give partitions back; -1 if it has not said
 * @param assignor that it wants; null leaves it to the group
 * @param classic of a member that speaks the classic protocol; null of one that speaks the consumer protocol
 */
record MemberProfile(
        @Nullable String instanceId,
        @Nullable String rack,
        MemberClient client,
        int rebalanceMs,
        Subscription subscription,
        @Nullable String assignor,
        @Nullable ClassicSide classic) {

    static final int NOT_SAID_MS = -1;

    /** Of a member of which nothing is known yet. */
    static final MemberProfile NEW =
            new MemberProfile(null, null, new MemberClient("", ""), NOT_SAID_MS, Subscription.NONE, null, null);

    /**
     * Topics by name, and an expression for more of them (RE2J).
     *
     * @param expression empty if there is none
     */
    record Subscription(SortedSet<String> topics, String expression) {
        static final Subscription NONE = new Subscription(Collections.emptySortedSet(), "");

        static Subscription to(Collection<String> topics, @Nullable String expression) {
            return new Subscription(
                    Collections.unmodifiableSortedSet(new TreeSet<>(topics)), expression == null ? "" : expression);
        }

        boolean hasExpression() {
            return !expression.isEmpty();
        }

        /** Most heartbeats say nothing of it. */
        Subscription with(HeartbeatAsk.News news) {
            List<String> newTopics = news.topics();
            String newExpression = news.expression();
            return newTopics == null && newExpression == null
                    ? this
                    : to(newTopics == null ? topics : newTopics, newExpression == null ? expression : newExpression);
        }
    }

    /** What the classic protocol knows of a member. */
    record ClassicSide(int sessionMs, List<JoinProtocol> protocols) {}

    /** The same, with this set of topics if it subscribes to the same ones: the members of a group keep one among them. */
    MemberProfile sharing(SortedSet<String> topics) {
        return subscription.topics().equals(topics)
                ? new MemberProfile(
                        instanceId,
                        rack,
                        client,
                        rebalanceMs,
                        new Subscription(topics, subscription.expression()),
                        assignor,
                        classic)
                : this;
    }

    private boolean isFrom(MemberClient other) {
        return client.id().equals(other.id()) && client.host().equals(other.host());
    }

    boolean isClassic() {
        return classic != null;
    }

    /** The same, with what a heartbeat says anew; from now on the member speaks the consumer protocol. */
    MemberProfile with(HeartbeatAsk ask) {
        HeartbeatAsk.News news = ask.news();
        if (classic == null && news.isNothing() && ask.instanceId() == null && isFrom(ask.client())) {
            return this;
        }
        return new MemberProfile(
                ask.instanceId() == null ? instanceId : ask.instanceId(),
                news.rack() == null ? rack : news.rack(),
                ask.client(),
                news.rebalanceMs() == NOT_SAID_MS ? rebalanceMs : news.rebalanceMs(),
                subscription.with(news),
                news.assignor() == null ? assignor : news.assignor(),
                null);
    }
}
