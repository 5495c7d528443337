/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.partition;

/**
 * Brings followers the records of their leaders. Called on the loop of the partition, by the partition alone; what comes
 * of it happens on the same loop, through the {@link Follower}.
 */
public interface LeaderFollowing {
    /** For a broker that leads everything it has. */
    LeaderFollowing NOBODY = new LeaderFollowing() {
        @Override
        public void follow(Follower follower) {}

        @Override
        public void stop(Follower follower) {}
    };

    /** Copies from the follower's leader from now on; its leader is somebody. */
    void follow(Follower follower);

    /** Nothing is done any more to a follower that was followed for; nothing happens if it was not. */
    void stop(Follower follower);
}
