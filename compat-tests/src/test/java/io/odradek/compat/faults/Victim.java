/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.faults;

/** Whom a fault hits: known when it strikes, not when the schedule is made. */
enum Victim {
    /** The leader of the partition that the blow names. */
    LEADER,
    /** One of its followers. */
    FOLLOWER,
    CONTROLLER,
    ZOOKEEPER,
    /** The broker with a small disk. */
    SMALL_DISK
}
