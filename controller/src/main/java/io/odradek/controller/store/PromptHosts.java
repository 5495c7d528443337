/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.store;

import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.client.ConnectStringParser;
import org.apache.zookeeper.client.HostProvider;
import org.jspecify.annotations.Nullable;

/**
 * The servers of an ensemble in the order given, tried one after the other without the pauses of ZooKeeper's own client:
 * it sleeps up to a second before each reconnection, so that a thousand clients do not come at once, and a second more
 * after each round. Brokers are few, and the election of their controller waits for this.
 *
 * <p>The first server may be in this process; then it is waited for, so that the connection is there as soon as it serves,
 * and the others are tried only if that takes long. One of these belongs to one client handle and is called by its sending
 * thread alone, except for {@link #close}.
 */
final class PromptHosts implements HostProvider {
    /** How long the server in this process may take before the others are tried: at a start, and later. */
    private static final int FIRST_WAIT_MS = 10_000;

    private static final int WAIT_MS = 1_000;

    /** Between rounds, once the prompt ones are over. The client itself lets 100 ms pass after each failure. */
    private static final int PAUSE_MS = 1_000;

    private static final int PROMPT_ROUNDS = 30;

    /** How long a server that took the connection may take to open a session. */
    private static final int ANSWER_MS_MAX = 3_000;

    /** Into how many waits of that kind the session's time is divided at least: the first must not cost the session. */
    private static final int ANSWERS_MIN = 3;

    private final List<InetSocketAddress> servers;
    private final NearServer first;
    private final int sessionMs;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final boolean later;

    /** Replaced by whoever holds the client back; open otherwise. */
    private volatile CountDownLatch gate = new CountDownLatch(0);

    /** The client's sending thread. */
    private volatile @Nullable Thread caller;

    private boolean reconnecting;
    private int tried;
    private int rounds;

    /** @param later whether there was a handle before this one, which had a connection */
    PromptHosts(String connect, NearServer first, int sessionMs, boolean later) {
        this.later = later;
        this.servers = List.copyOf(new ConnectStringParser(connect).getServerAddresses());
        this.first = first;
        this.sessionMs = sessionMs;
    }

    /**
     * What the client divides the session's time by, for how long it waits for a server it has chosen. With one server
     * that would be the whole of it; and a server that is just starting may take a connection and forget it (3.8.4 was
     * seen to, before its database is read), as a suspended one does.
     */
    @Override
    public int size() {
        return Math.max(Math.max(servers.size(), ANSWERS_MIN), sessionMs / ANSWER_MS_MAX);
    }

    @Override
    public InetSocketAddress next(long ignored) {
        caller = Thread.currentThread();
        try {
            gate.await();
            InetSocketAddress server = choose();
            if (reconnecting) {
                // The client's own sleep comes next on this thread; interrupted, it goes on at once.
                Thread.currentThread().interrupt();
            }
            return new InetSocketAddress(server.getHostString(), server.getPort());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return servers.get(0);
        }
    }

    private InetSocketAddress choose() throws InterruptedException {
        if (tried >= servers.size()) {
            tried = 0;
            rounds++;
            if (rounds > PROMPT_ROUNDS) {
                boolean unused = closing.await(PAUSE_MS, TimeUnit.MILLISECONDS);
            }
        }
        boolean skipped = tried == 0 && servers.size() > 1 && !isFirstServing();
        if (skipped) {
            tried = 1;
        }
        return servers.get(tried++);
    }

    private boolean isFirstServing() throws InterruptedException {
        return closing.getCount() == 0 || first.awaitServing(later || reconnecting ? WAIT_MS : FIRST_WAIT_MS);
    }

    @Override
    public void onConnected() {
        reconnecting = true;
        tried = 0;
        rounds = 0;
    }

    @Override
    public boolean updateServerList(Collection<InetSocketAddress> changed, InetSocketAddress current) {
        return false;
    }

    /** Waits for the end of the sending thread of a client that is given up, without the pause that comes before it. */
    void awaitEnd() {
        Thread sending = caller;
        if (sending != null) {
            sending.interrupt();
            try {
                sending.join(WAIT_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** No connection is made until {@link #release} or {@link #close}; any thread. */
    void hold() {
        gate = new CountDownLatch(1);
    }

    void release() {
        gate.countDown();
    }

    /** Ends a pause between rounds that is under way, and every later wait. */
    void close() {
        closing.countDown();
        release();
    }
}
