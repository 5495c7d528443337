/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

/** Where a consumer group stands; follows from its members and epochs. */
enum ConsumerGroupState {
    /** Nobody is in it. */
    EMPTY("Empty"),
    /** Targets have yet to be made for the group's epoch. */
    ASSIGNING("Assigning"),
    /** Somebody is on the way to its target. */
    RECONCILING("Reconciling"),
    /** Everybody has its target. */
    STABLE("Stable");

    private final String label;

    ConsumerGroupState(String label) {
        this.label = label;
    }

    /** As ConsumerGroupDescribe and ListGroups give it. */
    String label() {
        return label;
    }
}
