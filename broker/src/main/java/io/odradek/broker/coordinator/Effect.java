/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator;

import io.odradek.protocol.error.ErrorCode;

/** What follows from a decision once its fate is known. Run once, on the shard's loop. */
@FunctionalInterface
public interface Effect {
    /** Told NONE if the decision's records are committed, otherwise why they may never be. */
    void done(ErrorCode result);
}
