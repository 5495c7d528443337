/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.net;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import io.odradek.protocol.message.ApiKey;

/**
 * Holds clients back until this broker has heard of its cluster for the first time: a client that comes in while the
 * broker starts waits a moment, where an empty answer would send it into its retry pause. What the controller sends goes
 * through, since that is what opens the gate. Any thread may call.
 */
public final class ReadyGate {
    private final Promise<Void> opened;

    public ReadyGate(EventExecutor loop) {
        opened = loop.newPromise();
    }

    public void open() {
        opened.trySuccess(null);
    }

    boolean holds(ApiKey key) {
        if (opened.isDone()) {
            return false;
        }
        return switch (key) {
            case API_VERSIONS,
                    LEADER_AND_ISR,
                    UPDATE_METADATA,
                    STOP_REPLICA,
                    CONTROLLED_SHUTDOWN,
                    ALTER_PARTITION,
                    ALLOCATE_PRODUCER_IDS -> false;
            default -> true;
        };
    }

    /** Runs the action on the loop once the gate is open. */
    void whenOpen(EventExecutor loop, Runnable action) {
        opened.addListener(future -> loop.execute(action));
    }
}
