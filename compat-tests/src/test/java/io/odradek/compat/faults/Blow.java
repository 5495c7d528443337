/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.faults;

/** One fault to one victim. {@code partition} says whose leader or follower. */
record Blow(Fault fault, Victim victim, int partition) {

    @Override
    public String toString() {
        boolean ofPartition = victim == Victim.LEADER || victim == Victim.FOLLOWER;
        return fault + " " + victim + (ofPartition ? " of " + partition : "");
    }
}
