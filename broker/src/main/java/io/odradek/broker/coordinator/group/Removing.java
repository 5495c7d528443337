/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import java.util.Collection;
import java.util.Set;

/** Takes members out of a consumer group, and the expressions that were theirs alone. Stateless. */
final class Removing {
    private Removing() {}

    static void remove(Turn turn, Collection<ConsumerMember> members) {
        GroupDraft draft = turn.draft();
        members.forEach(member -> draft.writeAll(draft.making().withoutMember(member.id())));
        Set<String> wanted = draft.group().wantedExpressions().keySet();
        members.stream()
                .map(member -> member.profile().subscription())
                .filter(MemberProfile.Subscription::hasExpression)
                .map(MemberProfile.Subscription::expression)
                .distinct()
                .filter(expression -> !wanted.contains(expression))
                .forEach(expression -> draft.write(draft.making().noExpression(expression)));
        long hash = turn.watch().hash(turn.topics(), draft.group().subscribedTopics());
        draft.write(draft.making().epoch(draft.group().epoch() + 1, hash));
    }
}
