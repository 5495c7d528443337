/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.partition;

import io.odradek.controller.IsrChange;
import io.odradek.controller.IsrChanged;
import io.odradek.controller.image.TopicPartition;

/** The way of leaders' proposals to the controller, whoever that is (AlterPartition, KIP-497). Any thread may call. */
public interface InSyncProposals {
    /** Goes nowhere: for a broker that has no cluster. */
    InSyncProposals NONE = new InSyncProposals() {
        @Override
        public void propose(IsrChange change, Answer answer) {}

        @Override
        public void withdraw(TopicPartition partition, int leaderEpoch) {}
    };

    /** Gets the controller's word on one proposal, once, on any thread; never if the proposal is withdrawn before. */
    @FunctionalInterface
    interface Answer {
        void answered(IsrChanged answer);
    }

    /**
     * Carries the proposal to the active controller, again and again until that answers. There is one open proposal for
     * a partition; a later one takes the place of the one before.
     */
    void propose(IsrChange change, Answer answer);

    /** The leader of that epoch leads no longer, and waits for no answer. */
    void withdraw(TopicPartition partition, int leaderEpoch);
}
