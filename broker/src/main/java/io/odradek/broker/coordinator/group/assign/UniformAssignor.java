/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group.assign;

import io.odradek.protocol.wire.Uuid;
import java.util.Map;
import java.util.Set;

/**
 * As many partitions for everybody as can be, whatever the topic; and of those it had, each member keeps what its share
 * allows. Where members subscribe to different topics, equal within one for each topic's subscribers is the aim, not a
 * promise.
 */
public final class UniformAssignor implements ServerAssignor {
    static final String NAME = "uniform";
    static final String KAFKA_CLASS = "org.apache.kafka.coordinator.group.assignor.UniformAssignor";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Map<String, AssignedPartitions> assign(Map<String, AssignorMember> members, TopicSizes sizes) {
        if (members.isEmpty()) {
            return Map.of();
        }
        Set<Uuid> topics = members.values().iterator().next().topics();
        boolean alike = members.values().stream().allMatch(member -> topics.equals(member.topics()));
        return alike ? new EqualShares(members, sizes).assign() : new MixedShares(members, sizes).assign();
    }
}
