/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.partition;

import io.odradek.protocol.error.ErrorCode;

/**
 * Whoever keeps state on a partition for as long as this broker leads it. Lives as long as the partition; called on its
 * loop, by the partition alone.
 */
public interface LeadershipObserver {
    /** This broker leads, in this epoch: for the first time, after having lost it, or in one more epoch without a break. */
    void leads(int leaderEpoch);

    /** Everything below is on all replicas in sync. */
    void highWatermarkMoved(long highWatermark);

    /** This broker leads no longer; told also if it did not. */
    void leadsNoLonger(ErrorCode reason);

    /** For partitions on which nobody keeps state. */
    LeadershipObserver NOBODY = new LeadershipObserver() {
        @Override
        public void leads(int leaderEpoch) {}

        @Override
        public void highWatermarkMoved(long highWatermark) {}

        @Override
        public void leadsNoLonger(ErrorCode reason) {}
    };
}
