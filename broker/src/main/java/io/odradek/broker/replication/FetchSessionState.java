/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.replication;

import io.odradek.protocol.error.ErrorCode;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The follower's half of a fetch session (KIP-227): what the leader remembers of the partitions asked for, so that the
 * next request names only what changed. Pure state, owned by the fetcher.
 */
final class FetchSessionState {
    private static final int NO_SESSION = 0;
    private static final int OPENING_EPOCH = 0;

    private final Set<PartitionKey> remembered = new HashSet<>();
    private final Set<PartitionKey> forget = new LinkedHashSet<>();
    private int id = NO_SESSION;
    private int epoch = OPENING_EPOCH;
    private boolean refused;

    int id() {
        return id;
    }

    int epoch() {
        return epoch;
    }

    /** Whether the next request has to name everything. */
    boolean isFull() {
        return epoch == OPENING_EPOCH;
    }

    /**
     * Whether the leader may hold the next request back. The one that opens a session is answered at once, since nothing
     * can be added to it until then; unless the leader gives no sessions, and every request is like it.
     */
    boolean mayWait() {
        return !isFull() || refused;
    }

    /** The next request asks for this partition. */
    void ask(PartitionKey key) {
        remembered.add(key);
        forget.remove(key);
    }

    /** Nothing more is wanted of this partition. */
    void drop(PartitionKey key) {
        if (remembered.contains(key)) {
            forget.add(key);
        }
    }

    /** What the next request tells the leader to forget; it is taken as told. */
    Set<PartitionKey> takeForgotten() {
        Set<PartitionKey> taken = new LinkedHashSet<>(forget);
        remembered.removeAll(forget);
        forget.clear();
        return isFull() ? Set.of() : taken;
    }

    /** A request has left: the next one carries the next number; they wrap to 1. */
    void sent() {
        if (epoch != OPENING_EPOCH) {
            epoch = epoch == Integer.MAX_VALUE ? 1 : epoch + 1;
        }
    }

    /**
     * An answer without an error. True if the leader has closed the session, as it does when nothing is left in it: then
     * {@link #restart}.
     */
    boolean answered(boolean toFull, int sessionId) {
        refused = toFull && sessionId == NO_SESSION;
        if (toFull && sessionId != NO_SESSION) {
            id = sessionId;
            epoch = 1;
            return false;
        }
        return !toFull && sessionId == NO_SESSION;
    }

    /** Whether the leader, once it has heard what is to be forgotten, would be asked for nothing. */
    boolean wantsNothing() {
        return remembered.size() == forget.size();
    }

    /** The next request begins a new session; one that the leader may still have is closed by it. */
    void restart(ErrorCode reason) {
        id = reason == ErrorCode.FETCH_SESSION_ID_NOT_FOUND ? NO_SESSION : id;
        epoch = OPENING_EPOCH;
        remembered.clear();
        forget.clear();
    }
}
