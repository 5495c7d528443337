/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.store;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A store without a server, for tests and the simulation: sessions that expire, connections that break, watches that
 * come late. All sessions on one {@link InMemoryTree} must run on the same loop; with a hand-driven one, everything is
 * deterministic. Requests reach the tree one turn of the loop after the call, and answers come one turn later.
 */
public final class InMemoryStore implements MetadataStore {
    private static final int TRANSACTION_BYTES_MAX = 900_000;

    private final InMemoryTree tree;
    private final EventExecutor loop;
    private final List<SessionListener> listeners = new ArrayList<>();
    private final Deque<Pending> waiting = new ArrayDeque<>();
    private SessionState session = new SessionState.Connecting();
    private long sessionId;
    private long watchDelayMs;
    private boolean ledHere;

    /** A watch fires only for the handle that set it. */
    private int handles;

    /** What waits for the connection: a request, and how to tell its caller that it will not happen. */
    private record Pending(Runnable send, CompletableFuture<?> promise) {}

    public InMemoryStore(InMemoryTree tree, EventExecutor loop) {
        this.tree = tree;
        this.loop = loop;
        loop.execute(this::connect);
    }

    // ---- what goes wrong

    /** Watches are heard so much later than the change they tell of. */
    public void delayWatches(long delayMs) {
        watchDelayMs = delayMs;
    }

    /** As if the leader of its servers ran in this client's process. */
    public void leadHere() {
        ledHere = true;
    }

    @Override
    public boolean isLedHere() {
        return ledHere;
    }

    /** The connection breaks; the session lives on. */
    public void suspend() {
        assert loop.inEventLoop();
        if (session instanceof SessionState.Connected) {
            setSession(new SessionState.Suspended(sessionId));
        }
    }

    /** The connection is back within the session's life. */
    public void resume() {
        assert loop.inEventLoop();
        if (session instanceof SessionState.Suspended) {
            setSession(new SessionState.Connected(sessionId));
            sendWaiting();
        }
    }

    /** The session is over for the server, and the client hears of it; a new one follows. */
    public void expire() {
        assert loop.inEventLoop();
        long old = sessionId;
        tree.end(old);
        setSession(new SessionState.Expired(old));
        failWaiting("the session expired");
        loop.execute(this::connect);
    }

    /** No server has answered for longer than the session lasts, but now one does and still has it; the watches are gone. */
    public void takeUpSession() {
        assert loop.inEventLoop();
        handles++;
        setSession(new SessionState.Expired(sessionId));
        failWaiting("the session expired");
        loop.execute(() -> {
            setSession(new SessionState.Connected(sessionId));
            sendWaiting();
        });
    }

    /** The servers give up later, with {@link #expireAbandoned}. */
    @Override
    public void abandon() {
        assert loop.inEventLoop();
        listeners.clear();
        session = new SessionState.Closed();
        waiting.clear();
    }

    /** The server gives up on the session of a dead process. */
    public void expireAbandoned() {
        assert loop.inEventLoop();
        tree.end(sessionId);
    }

    // ---- the port

    private void connect() {
        if (!(session instanceof SessionState.Closed)) {
            sessionId = tree.newSession();
            handles++;
            setSession(new SessionState.Connected(sessionId));
            sendWaiting();
        }
    }

    private void setSession(SessionState state) {
        session = state;
        List.copyOf(listeners).forEach(listener -> listener.onSession(state));
    }

    private void sendWaiting() {
        while (!waiting.isEmpty() && session instanceof SessionState.Connected) {
            waiting.remove().send().run();
        }
    }

    private void failWaiting(String why) {
        List<Pending> failed = new ArrayList<>(waiting);
        waiting.clear();
        failed.forEach(pending -> pending.promise().completeExceptionally(new StoreException(why)));
    }

    @Override
    public void listen(SessionListener listener) {
        assert loop.inEventLoop();
        listeners.add(listener);
        listener.onSession(session);
    }

    @Override
    public SessionState session() {
        assert loop.inEventLoop();
        return session;
    }

    @Override
    public CompletionStage<Void> close() {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        loop.execute(() -> {
            tree.end(sessionId);
            setSession(new SessionState.Closed());
            failWaiting("the store is closed");
            closed.complete(null);
        });
        return closed;
    }

    @Override
    public CompletionStage<Void> prepare() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public int transactionBytesMax() {
        return TRANSACTION_BYTES_MAX;
    }

    @Override
    public CompletionStage<Optional<StoredNode>> get(String path, @Nullable Watch watch) {
        return request(() -> {
            if (watch != null) {
                watchOnce(path, false, watch);
            }
            return Optional.ofNullable(tree.get(path));
        });
    }

    @Override
    public CompletionStage<Optional<List<String>>> children(String path, @Nullable Watch watch) {
        return request(() -> {
            List<String> names = tree.children(path);
            if (watch != null) {
                watchOnce(path, names != null, watch);
            }
            return Optional.ofNullable(names);
        });
    }

    @Override
    public CompletionStage<List<Optional<StoredNode>>> getAll(List<String> paths) {
        return request(() -> {
            List<Optional<StoredNode>> nodes = new ArrayList<>();
            paths.forEach(path -> nodes.add(Optional.ofNullable(tree.get(path))));
            return nodes;
        });
    }

    @Override
    public CompletionStage<Committed> commit(List<StoreOp> transaction) {
        List<StoreOp> copy = List.copyOf(transaction);
        return request(() -> tree.commit(sessionId, copy));
    }

    private void watchOnce(String path, boolean onChildren, Watch watch) {
        int watched = handles;
        tree.watch(path, onChildren, () -> {
            Runnable tell = () -> {
                if (watched == handles && !(session instanceof SessionState.Closed)) {
                    watch.fired(path);
                }
            };
            if (watchDelayMs == 0) {
                loop.execute(tell);
            } else {
                Future<?> unused = loop.schedule(tell, watchDelayMs, TimeUnit.MILLISECONDS);
            }
        });
    }

    private <T> CompletionStage<T> request(Supplier<T> onServer) {
        assert loop.inEventLoop();
        CompletableFuture<T> promise = new CompletableFuture<>();
        if (session instanceof SessionState.Closed) {
            promise.completeExceptionally(new StoreException("the store is closed"));
            return promise;
        }
        long asked = sessionId;
        Runnable send = () -> loop.execute(() -> {
            if (asked != 0 && asked != sessionId) {
                promise.completeExceptionally(new StoreException("the session expired"));
                return;
            }
            T answer = onServer.get();
            loop.execute(() -> promise.complete(answer));
        });
        if (session instanceof SessionState.Connected) {
            send.run();
        } else {
            waiting.add(new Pending(send, promise));
        }
        return promise;
    }
}
