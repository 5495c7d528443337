/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.net;

import io.netty.util.concurrent.EventExecutor;

/**
 * How many bytes of records the unanswered requests of one I/O loop hold; confined to that loop. When it is full, a
 * connection that has some of them reads nothing more until it has got an answer. One that has none goes on: it may be
 * the follower whose fetch the others wait for.
 */
final class RequestMemory {
    private final EventExecutor loop;
    private final long bytesMax;
    private long bytes;

    RequestMemory(EventExecutor loop, long bytesMax) {
        this.loop = loop;
        this.bytesMax = bytesMax;
    }

    void take(long requestBytes) {
        assert loop.inEventLoop();
        bytes += requestBytes;
    }

    void give(long requestBytes) {
        assert loop.inEventLoop();
        bytes -= requestBytes;
    }

    boolean isFull() {
        return bytes >= bytesMax;
    }

    long bytes() {
        return bytes;
    }
}
