/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.replication;

import io.netty.util.concurrent.ScheduledFuture;
import io.odradek.broker.partition.Follower;
import org.jspecify.annotations.Nullable;

/** One partition in a fetcher, and what the leader was last asked of it. Owned by the fetcher. */
final class FollowedPartition {
    private static final long NOT_SENT = Long.MAX_VALUE;

    private final Follower follower;
    private final PartitionKey key;
    private long askedIn = NOT_SENT;
    private long firstAskedIn = NOT_SENT;
    private long lag = Long.MAX_VALUE;
    private int failures;
    private boolean begun;
    private boolean waiting;
    private @Nullable ScheduledFuture<?> resumption;

    FollowedPartition(Follower follower) {
        this.follower = follower;
        this.key = PartitionKey.of(follower);
    }

    Follower follower() {
        return follower;
    }

    PartitionKey key() {
        return key;
    }

    /** The request of this number asks for the position where the log ends now. */
    void asked(long request) {
        askedIn = request;
        firstAskedIn = Math.min(firstAskedIn, request);
    }

    /** The log's end moved, so that answers to what was asked before are of no use. */
    void moved() {
        askedIn = NOT_SENT;
    }

    /** Whether the answer to the request of that number is about the position where the log ends now. */
    boolean isAnsweredBy(long request) {
        return request >= askedIn;
    }

    /** Whether that request was sent on behalf of this follower, and not of one in an earlier epoch. */
    boolean wasAskedBefore(long request) {
        return request >= firstAskedIn;
    }

    /** True once. */
    boolean takeBeginning() {
        boolean first = !begun;
        begun = true;
        return first;
    }

    /** Counts a failure; nothing is asked until {@link #resume}. */
    void pause() {
        hold();
        failures++;
    }

    int failures() {
        return failures;
    }

    /** What ends the pause, where time does. */
    void resumption(ScheduledFuture<?> timer) {
        resumption = timer;
    }

    /** It is followed no more. */
    void stop() {
        if (resumption != null) {
            resumption.cancel(false);
        }
    }

    void resume() {
        waiting = false;
    }

    boolean isPaused() {
        return waiting;
    }

    /** An answer was taken over; so many records are missing still. */
    void succeeded(long missing) {
        failures = 0;
        lag = missing;
    }

    /** Whether it had everything when it heard of its leader last. */
    boolean isCaughtUp() {
        return lag <= 0;
    }

    /** Nothing is asked for a while, though nothing went wrong. */
    void hold() {
        waiting = true;
        askedIn = NOT_SENT;
    }

    @Override
    public String toString() {
        return follower.toString();
    }
}
