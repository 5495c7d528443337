/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

/** Who made the batches that a leader appends: it decides which checks they pass through. */
public enum AppendOrigin {
    /** A produce request. */
    CLIENT,
    /** This broker's own coordinators: control batches are allowed, sequence numbers are not checked. */
    COORDINATOR
}
