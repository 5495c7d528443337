/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.protocol.record;

/** Who hands batches to a leader's log; only clients are held to the rules for clients. */
public enum AppendOrigin {
    CLIENT,
    COORDINATOR,
    REPLICATION
}
