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
        boolean storeIsOurs) {
    /** What a new topic gets if it does not say: num.partitions and default.replication.factor. */
    public record TopicDefaults(int partitions, int replicationFactor) {}
}
