/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Requests that came while a shard loads, which mostly takes less than the pause that a client would make if it were sent
 * away. Held for a while and up to a bound, then sent away after all. Owned by the shard and its loop.
 */
final class AwaitingLoad {
    static final int HOLD_MS = 500;
    static final int HELD_MAX = 1_000;

    private final EventExecutor loop;
    private final List<Runnable> held = new ArrayList<>(0);
    private boolean holds;
    private @Nullable Future<?> timer;

    AwaitingLoad(EventExecutor loop) {
        this.loop = loop;
    }

    void begin() {
        end();
        holds = true;
        timer = loop.schedule(this::end, HOLD_MS, TimeUnit.MILLISECONDS);
    }

    /** Whether the request is asked again later; otherwise it is to be answered now. */
    boolean hold(Runnable request) {
        if (!holds || held.size() >= HELD_MAX) {
            return false;
        }
        held.add(request);
        return true;
    }

    /** Asks what is held again; nothing more is held. */
    void end() {
        holds = false;
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
        List<Runnable> asked = List.copyOf(held);
        held.clear();
        asked.forEach(Runnable::run);
    }
}
