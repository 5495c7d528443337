/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.partition;

/**
 * How far one follower is, by its fetches in one leader epoch. Owned by {@link Leader}.
 *
 * <p>A follower is caught up while it has everything; the moment it was last known to is what
 * {@code replica.lag.time.max.ms} counts from. As the leader knows when it appends to a log of which the follower had
 * everything, an idle partition needs no fetch to keep that moment young.
 */
final class FollowerProgress {
    static final long UNKNOWN_OFFSET = -1;
    static final long UNKNOWN_EPOCH = -1;
    private static final long NEVER_MS = Long.MIN_VALUE / 4;

    private final int brokerId;
    private long endOffset = UNKNOWN_OFFSET;
    private long startOffset = UNKNOWN_OFFSET;
    private long brokerEpoch = UNKNOWN_EPOCH;
    private long caughtUpMs = NEVER_MS;
    private long fetchedMs = NEVER_MS;
    private long leaderEndAtFetch = Long.MAX_VALUE;
    private boolean heard;
    private boolean refused;

    FollowerProgress(int brokerId) {
        this.brokerId = brokerId;
    }

    int brokerId() {
        return brokerId;
    }

    /** What it has everything below of; -1 before its first fetch. */
    long endOffset() {
        return endOffset;
    }

    long startOffset() {
        return startOffset;
    }

    /** The broker epoch of its last fetch; -1 if it did not say. */
    long brokerEpoch() {
        return brokerEpoch;
    }

    long caughtUpMs() {
        return caughtUpMs;
    }

    /** When it fetched last in this epoch and life. */
    long fetchedMs() {
        return fetchedMs;
    }

    /** Whether it has fetched since it was last left out: what it had before is no reason to take it in again. */
    boolean isHeard() {
        return heard;
    }

    /** It is in sync no more: until it is heard again, nobody waits for it either. */
    void leftOut() {
        heard = false;
        caughtUpMs = NEVER_MS;
        refused = false;
    }

    /**
     * It is in sync by a fetch from the high watermark on, which may lie far behind the log's end: it has the full time
     * from then on to get there, or it would be left out again in the same turn.
     */
    void takenIn() {
        caughtUpMs = Math.max(caughtUpMs, fetchedMs);
    }

    /** The controller did not take this life of it in: it is on its way out, or not known yet. */
    void refused() {
        refused = true;
    }

    /** In sync at the beginning of the epoch: it has the full time to show it. */
    void trust(long nowMs) {
        caughtUpMs = nowMs;
    }

    /** Whether the fetch comes from a life of the broker that has ended: a later one has fetched before. */
    boolean isFromThePast(long epochOfFetch) {
        return epochOfFetch != UNKNOWN_EPOCH && epochOfFetch < brokerEpoch;
    }

    /** It asks for an offset, so it has everything below; what an earlier life of it had counts no more (KIP-903). */
    void fetched(FetchAsk ask, long epochOfFetch, long leaderEnd, long nowMs) {
        if (epochOfFetch != brokerEpoch) {
            fetchedMs = NEVER_MS;
            refused = false;
            leaderEndAtFetch = Long.MAX_VALUE;
        }
        if (ask.fetchOffset() >= leaderEnd) {
            caughtUpMs = Math.max(caughtUpMs, nowMs);
        } else if (ask.fetchOffset() >= leaderEndAtFetch) {
            caughtUpMs = Math.max(caughtUpMs, fetchedMs);
        }
        endOffset = ask.fetchOffset();
        startOffset = ask.logStartOffset();
        brokerEpoch = epochOfFetch;
        fetchedMs = nowMs;
        heard = true;
        leaderEndAtFetch = leaderEnd;
    }

    /** The leader's log grows from there: whoever had everything was caught up until now. */
    void leaderGrows(long leaderEndBefore, long nowMs) {
        if (endOffset >= leaderEndBefore) {
            caughtUpMs = Math.max(caughtUpMs, nowMs);
        }
    }

    /** Whether the high watermark waits for it though it is not in sync, as it is about to be. */
    boolean isAwaited(long leaderEnd, Leader.Lag lag, LiveBrokers live) {
        return !refused && isCaughtUp(leaderEnd, lag.nowMs(), lag.timeMaxMs()) && live.isAlive(brokerId, brokerEpoch);
    }

    boolean isCaughtUp(long leaderEnd, long nowMs, long lagTimeMaxMs) {
        return endOffset == leaderEnd || nowMs - caughtUpMs <= lagTimeMaxMs;
    }
}
