/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.partition;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A leader's view of its replicas in one leader epoch, and the arithmetic of the high watermark. Pure state, owned by
 * the partition, thrown away when the epoch ends. Replicas that left the assignment are forgotten with it.
 */
final class Leader {
    private static final long UNKNOWN_OFFSET = -1;

    private final int brokerId;
    private final int leaderEpoch;
    private int partitionEpoch;
    private List<Integer> isr;
    private final List<Follower> followers = new ArrayList<>(0);
    private long localEndOffset;

    /** @param localEndOffset up to where this broker's own copy counts as written */
    Leader(int brokerId, Assignment assignment, long localEndOffset) {
        this.brokerId = brokerId;
        this.leaderEpoch = assignment.leaderEpoch();
        this.partitionEpoch = assignment.partitionEpoch();
        this.isr = assignment.isr();
        this.localEndOffset = localEndOffset;
        for (int replica : assignment.replicas()) {
            if (replica != brokerId) {
                followers.add(new Follower(replica));
            }
        }
    }

    int leaderEpoch() {
        return leaderEpoch;
    }

    int partitionEpoch() {
        return partitionEpoch;
    }

    List<Integer> isr() {
        return isr;
    }

    /**
     * Whether enough replicas are in sync for an append with acks=all. A topic with fewer replicas than it asks to be
     * in sync is held to those it has, as Kafka does.
     */
    boolean hasEnoughInSync(int minInSyncReplicas) {
        return isr.size() >= Math.min(minInSyncReplicas, followers.size() + 1);
    }

    /** The controller took over a new in-sync set, which may only be newer than the one known. */
    void inSync(List<Integer> newIsr, int newPartitionEpoch) {
        if (newPartitionEpoch > partitionEpoch) {
            isr = List.copyOf(newIsr);
            partitionEpoch = newPartitionEpoch;
        }
    }

    /** This broker's own copy counts up to here; it never counts for less again in this epoch. */
    void localEndOffset(long offset) {
        localEndOffset = Math.max(localEndOffset, offset);
    }

    /** A follower asks for an offset, so it has everything before it. False if it is no replica. */
    boolean fetchedBy(int replica, long fetchOffset, long logStartOffset) {
        Follower follower = follower(replica);
        if (follower == null) {
            return false;
        }
        follower.endOffset = fetchOffset;
        follower.startOffset = logStartOffset;
        return true;
    }

    /** Where every replica in sync has arrived; the high watermark may not pass it. */
    long inSyncEndOffset() {
        long least = localEndOffset;
        for (Follower follower : followers) {
            if (isr.contains(follower.id)) {
                least = Math.min(least, follower.endOffset);
            }
        }
        return least;
    }

    /** The least offset that any replica still has: up to here, records are gone everywhere. */
    long lowWatermark(long localStartOffset) {
        long least = localStartOffset;
        for (Follower follower : followers) {
            least = Math.min(least, follower.startOffset);
        }
        return least;
    }

    private @Nullable Follower follower(int replica) {
        for (Follower follower : followers) {
            if (follower.id == replica) {
                return follower;
            }
        }
        return null;
    }

    @Override
    public String toString() {
        return "Leader(" + brokerId + ", epoch " + leaderEpoch + ", isr " + isr + ")";
    }

    /** What one follower has, by its last fetch in this epoch. */
    private static final class Follower {
        private final int id;
        private long endOffset = UNKNOWN_OFFSET;
        private long startOffset = UNKNOWN_OFFSET;

        Follower(int id) {
            this.id = id;
        }
    }
}
