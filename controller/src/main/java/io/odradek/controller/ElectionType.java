/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

/** Which leaders an election may choose. */
public enum ElectionType {
    /** The first replica of the assignment, if it is in sync. */
    PREFERRED,
    /** Any live replica, in sync or not, for partitions that have no leader. */
    UNCLEAN
}
