/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.netty.util.concurrent.EventExecutor;
import java.time.InstantSource;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGenerator.SplittableGenerator;
import org.jspecify.annotations.Nullable;

/**
 * All fetch sessions, each with the I/O loop of its connection: a session is dropped with the connection, so nobody asks
 * for it on another loop. The slots are shared out evenly.
 */
public final class FetchSessions {
    private final IdentityHashMap<EventExecutor, FetchSessionCache> caches = new IdentityHashMap<>();
    private final InstantSource clock;

    /**
     * @param slots {@code max.incremental.fetch.session.cache.slots}
     * @param evictionMs how long a session is safe from a larger one, and an unused one from all
     */
    public FetchSessions(
            Collection<? extends EventExecutor> ioLoops,
            int slots,
            long evictionMs,
            SplittableGenerator random,
            InstantSource clock) {
        this.clock = clock;
        int slotsOfEach = (slots + ioLoops.size() - 1) / Math.max(1, ioLoops.size());
        for (EventExecutor loop : ioLoops) {
            RandomGenerator own = random.split();
            caches.put(loop, new FetchSessionCache(slotsOfEach, evictionMs, own));
        }
    }

    /** The cache of a loop, to be used on that loop; null for a loop that keeps no sessions. */
    @Nullable
    FetchSessionCache on(EventExecutor loop) {
        assert loop.inEventLoop();
        return caches.get(loop);
    }

    long nowMs() {
        return clock.millis();
    }
}
