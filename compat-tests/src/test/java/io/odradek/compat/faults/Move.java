/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.faults;

/** What the cluster is asked to move as the blows of a step strike. */
enum Move {
    NOTHING,
    /** Replicas of some partitions: one of them is taken away, or all are there again, in another order. */
    REPLICAS,
    /** What is under way is called off. */
    CALL_OFF,
    /** Logs of some replicas, to the other directory of their broker. */
    DIRECTORIES
}
