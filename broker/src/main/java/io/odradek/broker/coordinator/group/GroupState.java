/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

/**
 * Where a classic group stands between two generations. Immutable: a transition puts another one in its place.
 *
 * <p>Empty → PreparingRebalance → CompletingRebalance → Stable, and back to PreparingRebalance whenever the members or
 * what they ask for change. Dead is the end: deleted, or handed to another broker.
 */
public sealed interface GroupState {
    /** Kafka's name of the state, as DescribeGroups and ListGroups give it. */
    String label();

    /** No members; perhaps offsets. */
    record Empty() implements GroupState {
        @Override
        public String label() {
            return "Empty";
        }
    }

    /**
     * Joins are collected; whoever does not join again in time is left out.
     *
     * @param initial of a group that was empty: it waits for further members however many have come
     * @param grown a member came since the last look at an initial one
     * @param delayMs how long an initial one waits before the next look
     * @param remainingMs how much longer it may wait after that
     */
    record PreparingRebalance(boolean initial, boolean grown, int delayMs, int remainingMs) implements GroupState {
        static PreparingRebalance ofMembers() {
            return new PreparingRebalance(false, false, 0, 0);
        }

        static PreparingRebalance ofEmptyGroup(int delayMs, int remainingMs) {
            return new PreparingRebalance(true, false, delayMs, remainingMs);
        }

        PreparingRebalance withNewMember() {
            return new PreparingRebalance(initial, initial, delayMs, remainingMs);
        }

        @Override
        public String label() {
            return "PreparingRebalance";
        }
    }

    /** The generation is made; the leader's assignment is awaited, or on its way to the log. */
    record CompletingRebalance() implements GroupState {
        @Override
        public String label() {
            return "CompletingRebalance";
        }
    }

    /** Each member has its assignment. */
    record Stable() implements GroupState {
        @Override
        public String label() {
            return "Stable";
        }
    }

    /** Deleted, or no longer coordinated here. */
    record Dead() implements GroupState {
        @Override
        public String label() {
            return "Dead";
        }
    }
}
