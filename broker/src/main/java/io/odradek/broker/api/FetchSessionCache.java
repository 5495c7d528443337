/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The fetch sessions of the connections of one I/O loop, which owns them. Bounded: a full cache takes a new session only
 * in the place of one that has not been used for a while, or, as in Kafka, of an older and smaller one, a consumer's
 * before a follower's. A client without a session sends full requests, which always work.
 */
final class FetchSessionCache {
    private final int slots;
    private final long evictionMs;
    private final RandomGenerator random;
    private final Map<Integer, FetchSession> sessions = new HashMap<>();

    FetchSessionCache(int slots, long evictionMs, RandomGenerator random) {
        this.slots = slots;
        this.evictionMs = evictionMs;
        this.random = random;
    }

    @Nullable
    FetchSession find(int id) {
        return sessions.get(id);
    }

    void remove(int id) {
        FetchSession removed = sessions.remove(id);
        if (removed != null) {
            removed.close();
        }
    }

    int size() {
        return sessions.size();
    }

    /** A new session of about that many partitions, or null if there is no room for it. */
    @Nullable
    FetchSession open(boolean usesTopicIds, boolean follower, int partitions, long nowMs) {
        if (sessions.size() >= slots && !evictFor(follower, partitions, nowMs)) {
            return null;
        }
        FetchSession session = new FetchSession(newId(), usesTopicIds, follower, nowMs);
        sessions.put(session.id(), session);
        return session;
    }

    private int newId() {
        int id;
        do {
            id = random.nextInt(1, Integer.MAX_VALUE);
        } while (sessions.containsKey(id));
        return id;
    }

    private boolean evictFor(boolean follower, int partitions, long nowMs) {
        FetchSession victim = null;
        for (FetchSession session : sessions.values()) {
            if (mayReplace(session, follower, partitions, nowMs)
                    && (victim == null || session.usedMs() < victim.usedMs())) {
                victim = session;
            }
        }
        if (victim == null) {
            return false;
        }
        remove(victim.id());
        return true;
    }

    private boolean mayReplace(FetchSession session, boolean follower, int partitions, long nowMs) {
        if (nowMs - session.usedMs() > evictionMs) {
            return true;
        }
        boolean privileged = follower && !session.isFollowers();
        boolean peers = follower == session.isFollowers();
        boolean old = nowMs - session.createdMs() > evictionMs;
        return privileged || (peers && old && session.size() < partitions);
    }
}
