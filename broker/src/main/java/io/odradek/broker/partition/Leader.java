/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.partition;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A leader's view of its replicas in one leader epoch, and the arithmetic over it: the high watermark, who is in sync,
 * who should be. Pure state, owned by the partition, thrown away when the epoch ends. Times are those of any clock that
 * never goes back.
 */
final class Leader {
    private final int brokerId;
    private final int leaderEpoch;
    private final long epochStartOffset;
    private InSyncReplicas inSync;
    private List<FollowerProgress> followers = List.of();
    private long localEndOffset;

    /** @param endOffset where the log ends as the epoch begins, and up to where this broker's own copy counts */
    Leader(int brokerId, Assignment assignment, long endOffset, long nowMs) {
        this.brokerId = brokerId;
        this.leaderEpoch = assignment.leaderEpoch();
        this.epochStartOffset = endOffset;
        this.localEndOffset = endOffset;
        this.inSync = InSyncReplicas.of(assignment);
        assign(assignment.replicas());
        for (FollowerProgress follower : followers) {
            if (inSync.contains(follower.brokerId())) {
                follower.trust(nowMs);
            }
        }
    }

    private void assign(List<Integer> replicas) {
        List<FollowerProgress> assigned = new ArrayList<>(replicas.size());
        for (int replica : replicas) {
            if (replica != brokerId) {
                FollowerProgress known = follower(replica);
                assigned.add(known == null ? new FollowerProgress(replica) : known);
            }
        }
        followers = List.copyOf(assigned);
    }

    int brokerId() {
        return brokerId;
    }

    int leaderEpoch() {
        return leaderEpoch;
    }

    /** Where the log ended when this epoch began. */
    long epochStartOffset() {
        return epochStartOffset;
    }

    InSyncReplicas inSync() {
        return inSync;
    }

    void inSync(InSyncReplicas next) {
        for (FollowerProgress follower : followers) {
            boolean before = inSync.contains(follower.brokerId());
            boolean after = next.contains(follower.brokerId());
            if (before && !after) {
                follower.leftOut();
            } else if (after && !before) {
                follower.takenIn();
            }
        }
        inSync = next;
    }

    /** What was proposed is known not to have been stored. */
    void refused(InSyncReplicas proposal) {
        for (FollowerProgress follower : followers) {
            if (proposal.mayContain(follower.brokerId()) && !proposal.contains(follower.brokerId())) {
                follower.refused();
            }
        }
        inSync(proposal.reverted());
    }

    boolean hasFollowers() {
        return !followers.isEmpty();
    }

    List<FollowerProgress> followers() {
        return followers;
    }

    /** The progress of a follower, or null if the broker is no replica. */
    @Nullable
    FollowerProgress follower(int replica) {
        for (int i = 0; i < followers.size(); i++) {
            if (followers.get(i).brokerId() == replica) {
                return followers.get(i);
            }
        }
        return null;
    }

    /**
     * Whether enough replicas are in sync for an append with acks=all. A topic with fewer replicas than it asks to be
     * in sync is held to those it has, as Kafka does.
     */
    boolean hasEnoughInSync(int minInSyncReplicas) {
        return inSync.committed().size() >= Math.min(minInSyncReplicas, followers.size() + 1);
    }

    /** Whether no replica is out of sync, so that no topic could ask for more. */
    boolean hasAllInSync() {
        return inSync.committed().size() > followers.size();
    }

    /** The controller tells of this epoch again: newer in-sync replicas, other replicas. Older news is none. */
    void update(Assignment assignment) {
        if (assignment.partitionEpoch() > inSync.partitionEpoch()) {
            inSync(inSync.stored(assignment.isr(), assignment.partitionEpoch()));
            assign(assignment.replicas());
        }
    }

    /** The log is about to end later than it does. */
    void grows(long endBefore, long nowMs) {
        for (int i = 0; i < followers.size(); i++) {
            followers.get(i).leaderGrows(endBefore, nowMs);
        }
    }

    /** This broker's own copy counts up to here; it never counts for less again in this epoch. */
    void localEndOffset(long offset) {
        localEndOffset = Math.max(localEndOffset, offset);
    }

    /**
     * Where every replica that is in sync, or may be, has arrived; the high watermark may not pass it. A follower that
     * was caught up of late is waited for although it is not in sync: otherwise it could run after the high watermark
     * for ever.
     */
    long inSyncEndOffset(long logEnd, Lag lag, LiveBrokers live) {
        long least = localEndOffset;
        for (int i = 0; i < followers.size(); i++) {
            FollowerProgress follower = followers.get(i);
            if (follower.endOffset() < least
                    && (inSync.mayContain(follower.brokerId()) || follower.isAwaited(logEnd, lag, live))) {
                least = follower.endOffset();
            }
        }
        return least;
    }

    /** Whether the high watermark waits for one that is not in sync, and may never be. */
    boolean waitsForOutsider(long logEnd, Lag lag, LiveBrokers live) {
        return !hasAllInSync() && inSyncEndOffset(logEnd, lag, live) < inSyncEndOffset(logEnd, lag, LiveBrokers.NONE);
    }

    /** The time, and how long a follower may not have been caught up: {@code replica.lag.time.max.ms}. */
    record Lag(long nowMs, long timeMaxMs) {
        /** For a leader that nobody follows. */
        static final Lag NONE = new Lag(0, 0);
    }

    /** The in-sync replicas with every follower that belongs to them by its progress; the same list if none is missing. */
    List<Integer> expanded(long highWatermark, LiveBrokers live) {
        List<Integer> grown = null;
        for (FollowerProgress follower : followers) {
            if (!inSync.contains(follower.brokerId())
                    && hasArrived(follower, highWatermark)
                    && live.isAlive(follower.brokerId(), follower.brokerEpoch())) {
                grown = grown == null ? new ArrayList<>(inSync.committed()) : grown;
                grown.add(follower.brokerId());
            }
        }
        return grown == null ? inSync.committed() : grown;
    }

    /** Whether a follower outside, heard of since, would belong to the in-sync replicas if only it were taken in. */
    boolean hasArrivedOutside(long highWatermark, long sinceMs) {
        for (FollowerProgress follower : followers) {
            if (!inSync.mayContain(follower.brokerId())
                    && follower.fetchedMs() >= sinceMs
                    && hasArrived(follower, highWatermark)) {
                return true;
            }
        }
        return false;
    }

    private boolean hasArrived(FollowerProgress follower, long highWatermark) {
        return follower.isHeard() && follower.endOffset() >= highWatermark && follower.endOffset() >= epochStartOffset;
    }

    /** The in-sync replicas without every follower that has not been caught up for too long; the same list if none. */
    List<Integer> shrunk(long logEnd, Lag lag) {
        List<Integer> left = null;
        for (int replica : inSync.committed()) {
            FollowerProgress follower = follower(replica);
            boolean lags = replica != brokerId
                    && (follower == null || !follower.isCaughtUp(logEnd, lag.nowMs(), lag.timeMaxMs()));
            if (lags) {
                left = left == null ? new ArrayList<>(inSync.committed()) : left;
                left.remove((Integer) replica);
            }
        }
        return left == null ? inSync.committed() : left;
    }

    /** When the first replica in sync will have lagged for too long, if nothing comes of it; never if all have arrived. */
    long nextShrinkMs(long logEnd, long lagTimeMaxMs) {
        long next = Long.MAX_VALUE;
        for (FollowerProgress follower : followers) {
            if (inSync.contains(follower.brokerId()) && follower.endOffset() != logEnd) {
                next = Math.min(next, follower.caughtUpMs() + lagTimeMaxMs + 1);
            }
        }
        return next;
    }

    /** The least offset that any live replica still has: below it, records are gone everywhere. */
    long lowWatermark(long localStartOffset, LiveBrokers live) {
        long least = localStartOffset;
        for (FollowerProgress follower : followers) {
            if (follower.startOffset() < least && live.isAlive(follower.brokerId(), FollowerProgress.UNKNOWN_EPOCH)) {
                least = follower.startOffset();
            }
        }
        return least;
    }

    @Override
    public String toString() {
        return "Leader(" + brokerId + ", epoch " + leaderEpoch + ", " + inSync + ")";
    }
}
