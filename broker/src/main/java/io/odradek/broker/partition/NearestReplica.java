/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.partition;

/**
 * The choice of Kafka's RackAwareReplicaSelector: a replica in the consumer's own rack, the leader before others, then
 * the one that has most. Followers out of sync, or without the offset that is asked for, are no choice.
 */
final class NearestReplica {
    private NearestReplica() {}

    /** The follower to read from, or {@link Fetched#HERE}. */
    static int choose(Leader leader, long fetchOffset, FetchOrigin.Consumer consumer, ReplicaRacks racks) {
        if (!consumer.anyReplica() || consumer.rack().isEmpty() || !leader.hasFollowers()) {
            return Fetched.HERE;
        }
        if (consumer.rack().equals(racks.rackOf(leader.brokerId(), consumer.listener()))) {
            return Fetched.HERE;
        }
        FollowerProgress best = null;
        for (FollowerProgress follower : leader.followers()) {
            if (leader.inSync().contains(follower.brokerId())
                    && follower.endOffset() >= fetchOffset
                    && follower.startOffset() <= fetchOffset
                    && consumer.rack().equals(racks.rackOf(follower.brokerId(), consumer.listener()))
                    && (best == null || isBetter(follower, best))) {
                best = follower;
            }
        }
        return best == null ? Fetched.HERE : best.brokerId();
    }

    private static boolean isBetter(FollowerProgress one, FollowerProgress other) {
        if (one.endOffset() != other.endOffset()) {
            return one.endOffset() > other.endOffset();
        }
        if (one.caughtUpMs() != other.caughtUpMs()) {
            return one.caughtUpMs() > other.caughtUpMs();
        }
        return one.brokerId() > other.brokerId();
    }
}
