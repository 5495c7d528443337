/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

/**
 * What the configuration says to the controller half of a broker. {@code storeIsOurs}: the store runs in this process,
 * so whatever an earlier session left under our id is left over from a dead process of our own.
 */
public record ControllerSettings(
        int brokerId,
        String interBrokerListener,
        TopicDefaults topics,
        boolean uncleanElections,
        boolean topicDeletion,
        boolean storeIsOurs,
        Rebalance rebalance) {
    /** What a new topic gets if it does not say: num.partitions and default.replication.factor. */
    public record TopicDefaults(int partitions, int replicationFactor) {}

    /**
     * When leadership goes back to preferred replicas by itself: leader.imbalance.check.interval.seconds, and
     * leader.imbalance.per.broker.percentage.
     */
    public record Rebalance(boolean enabled, long intervalSeconds, int percentage) {
        /** Never. */
        public static final Rebalance NONE = new Rebalance(false, 300, 10);
    }
}
