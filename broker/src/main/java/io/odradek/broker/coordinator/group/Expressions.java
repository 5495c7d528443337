/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import io.odradek.broker.coordinator.CoordinatorBackground;
import io.odradek.broker.coordinator.CoordinatorRecord;
import io.odradek.broker.coordinator.Decision;
import io.odradek.broker.coordinator.group.assign.ExpressionRefresh;
import io.odradek.broker.coordinator.group.assign.TopicExpression;
import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.TopicImage;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Matches the expressions of consumer groups with the cluster's topics: beside the loop, as there may be many of both,
 * all expressions of a group at once, and not more often than there is reason to. What comes of it raises the group's
 * epoch if it is something else than before. Confined to the shard's loop.
 */
final class Expressions {
    private final ConsumerGroups groups;
    private final ConsumerGroupSettings settings;
    private final CoordinatorBackground background;

    Expressions(ConsumerGroups groups, ConsumerGroupSettings settings, CoordinatorBackground background) {
        this.groups = groups;
        this.settings = settings;
        this.background = background;
    }

    /**
     * Counts from what is stored before this turn, as Kafka does: whoever changes its mind twice within ten seconds waits.
     *
     * @param newExpression somebody came with one that nobody had
     */
    void matchIfDue(Turn turn, boolean newExpression) {
        Set<String> wanted = Set.copyOf(turn.group().wantedExpressions().keySet());
        if (wanted.isEmpty() || turn.watch().isMatching()) {
            return;
        }
        ClusterImage image = turn.topics().image();
        Collection<ResolvedExpression> resolved =
                turn.draft().before().expressions().values();
        ExpressionRefresh refresh = new ExpressionRefresh(
                resolved.stream()
                        .findFirst()
                        .map(ResolvedExpression::resolvedAtMs)
                        .orElse(ExpressionRefresh.NEVER),
                wanted.size(),
                resolved.size(),
                turn.watch().hasNewTopics(image));
        if (refresh.isDue(newExpression, turn.nowMs(), settings.expressionRefreshMs())) {
            String groupId = turn.group().id();
            turn.watch().startsMatching();
            background.run(() -> match(wanted, image), matched -> matched(groupId, image, matched));
        }
    }

    private static Map<String, Set<String>> match(Set<String> expressions, ClusterImage image) {
        List<String> topics = image.topics().stream().map(TopicImage::name).toList();
        Map<String, Set<String>> matched = new HashMap<>();
        expressions.forEach(each -> matched.put(each, TopicExpression.of(each).matching(topics)));
        return matched;
    }

    private Decision<Boolean> matched(String groupId, ClusterImage image, Map<String, Set<String>> matched) {
        Turn turn = groups.turn(groupId);
        if (turn == null) {
            return Decision.of(false);
        }
        turn.watch().endsMatching(image);
        Set<String> wanted = turn.group().wantedExpressions().keySet();
        boolean changed = false;
        for (Map.Entry<String, Set<String>> each : matched.entrySet()) {
            if (wanted.contains(each.getKey())) {
                changed |= store(turn, each.getKey(), each.getValue());
            }
        }
        Subscribing.raiseIfNeeded(turn, changed);
        List<CoordinatorRecord> records = turn.draft().records();
        return Decision.of(records, changed);
    }

    /** Also where nothing has changed: the time is stored with it. */
    private static boolean store(Turn turn, String expression, Set<String> topics) {
        ResolvedExpression before = turn.group().expressions().get(expression);
        turn.draft().write(turn.making().expression(expression, new ResolvedExpression(topics, 0, turn.nowMs())));
        return before == null ? !topics.isEmpty() : !before.topics().equals(topics);
    }
}
