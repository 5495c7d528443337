/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.store;

import io.netty.util.concurrent.Ticker;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.client.ZKClientConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A handle of ZooKeeper's client, and whether the next one may take up its session. That client calls a session expired
 * by itself when no server has answered for a third longer than its timeout (ZOOKEEPER-4508). But sessions do not age
 * while an ensemble is down, and when it is back it goes on with all of them, registrations included, those of brokers
 * that died meanwhile too. A new session would make a living broker look restarted, and what it holds doubtful, beside a
 * dead one that looks well. So only a server's word ends a session.
 *
 * <p>Made one after the other, on whichever thread Curator does that; told of its events by its own event thread; ended by
 * any other.
 */
final class ClientHandle {
    private static final Logger LOG = LoggerFactory.getLogger(ClientHandle.class);

    /** How long its threads may take to end. */
    private static final int END_MS_MAX = 5_000;

    /** Where a handle connects, and how. */
    record Target(String servers, int sessionMs, PromptHosts order, ZKClientConfig config) {}

    private final ZooKeeper client;
    private final PromptHosts order;
    private final Ticker ticker;
    private final int sessionMs;
    private final boolean resumed;
    private final long madeNs;
    private volatile boolean connected;

    /** @param before the handle that this one follows, whose session it takes up if that may live */
    ClientHandle(Target target, Watcher watcher, boolean readOnly, @Nullable ClientHandle before, Ticker ticker)
            throws IOException {
        this.ticker = ticker;
        this.sessionMs = target.sessionMs();
        this.order = target.order();
        this.madeNs = ticker.nanoTime();
        this.resumed = before != null && before.sessionMayLive();
        Watcher all = event -> {
            hear(event);
            watcher.process(event);
        };
        this.client = resumed && before != null
                ? new ZooKeeper(
                        target.servers(),
                        target.sessionMs(),
                        all,
                        before.client.getSessionId(),
                        before.client.getSessionPasswd(),
                        readOnly,
                        target.order(),
                        target.config())
                : new ZooKeeper(target.servers(), target.sessionMs(), all, readOnly, target.order(), target.config());
    }

    ZooKeeper client() {
        return client;
    }

    /** The connection is gone at once, without a word to the server; no other is made until {@link #reconnect}. */
    void disconnect() {
        order.hold();
        try {
            client.getTestable().closeSocket();
        } catch (IOException e) {
            LOG.debug("A connection to ZooKeeper was closed already", e);
        }
    }

    void reconnect() {
        order.release();
    }

    /** Ends the session; waits for the server's word if it can be had, and for the end of its threads. */
    void close() {
        order.close();
        awaitEnd();
    }

    /** Ends its threads; the server is not told, and keeps the session. */
    void abandon() {
        order.close();
        client.getTestable().injectSessionExpiration();
        order.awaitEnd();
        awaitEnd();
    }

    /** On the event thread of one that has expired: its other thread would rest for 100 ms before it ends. */
    void awaitSilence() {
        order.awaitEnd();
    }

    /** Its event thread too: that is where Curator makes the next handle. */
    private void awaitEnd() {
        try {
            if (!client.close(END_MS_MAX)) {
                LOG.warn("A thread of the ZooKeeper client has not ended in {} ms", END_MS_MAX);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void hear(WatchedEvent event) {
        if (event.getState() == KeeperState.SyncConnected) {
            connected = true;
        }
    }

    /**
     * Asked once it has expired. Of a session that was connected, nothing says who gave it up; of one taken up from an
     * earlier handle, that it happened sooner than the client loses patience. To ask a server in vain takes a moment.
     */
    private boolean sessionMayLive() {
        long livedMs = TimeUnit.NANOSECONDS.toMillis(ticker.nanoTime() - madeNs);
        return connected || (resumed && livedMs >= sessionMs);
    }
}
