/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.store;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.odradek.controller.store.ZooKeeperReads.ChildrenCall;
import io.odradek.controller.store.ZooKeeperReads.GetAllCall;
import io.odradek.controller.store.ZooKeeperReads.GetCall;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.apache.curator.CuratorZookeeperClient;
import org.apache.curator.retry.RetryForever;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.Watcher.Event.EventType;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store on ZooKeeper. Curator's client keeps the session: it makes a new handle when one expires, which takes the
 * session up again unless a server has ended it ({@link ClientHandle}). Requests go to the
 * handle's asynchronous calls, which pipeline; Curator's framework above it was left out because its background queue
 * costs a thread and a hop for each request and repeats writes whose outcome is unknown.
 *
 * <p>All fields belong to the loop. ZooKeeper's event thread only posts. The chroot is put before each path here, so one
 * session serves to make it as well.
 */
public final class ZooKeeperStore implements MetadataStore {
    private static final Logger LOG = LoggerFactory.getLogger(ZooKeeperStore.class);

    /** Of the 1,048,575 bytes that a server accepts by default. */
    private static final int TRANSACTION_BYTES_MAX = 900_000;

    private static final int READS_PER_REQUEST = 256;
    private static final int WAITING_MAX = 1_000_000;
    private static final int RETRY_MS = 1_000;
    private static final List<String> SENSITIVE =
            List.of("/config/users", "/config/brokers", "/delegation_token/tokens");

    private final ZooKeeperSettings settings;
    private final EventExecutor loop;
    private final CuratorZookeeperClient curator;
    private final Deque<ZooKeeperCall<?>> waiting = new ArrayDeque<>();
    private final List<SessionListener> listeners = new ArrayList<>();
    private SessionState session = new SessionState.Connecting();
    private @Nullable ZooKeeper handle;
    private int handleGeneration;
    private int connectedGeneration;
    private int inFlight;
    private final NearServer nearServer;

    /** Set on whichever thread Curator makes a handle, which it never does on two at a time. */
    private volatile @Nullable ClientHandle newest;

    /** Counts handles; set on whichever thread Curator makes one, which it never does on two at a time. */
    private volatile int generations;

    /** Curator would make another handle when it hears of the end of one. */
    private volatile boolean ended;

    private ZooKeeperStore(ZooKeeperSettings settings, EventExecutor loop, NearServer nearServer) {
        this.settings = settings;
        this.nearServer = nearServer;
        this.loop = loop;
        this.curator = new CuratorZookeeperClient(
                this::newHandle,
                new FixedServers(settings.servers()),
                settings.timeouts().sessionMs(),
                Math.min(settings.timeouts().connectionMs(), settings.timeouts().sessionMs()),
                event -> {},
                new RetryForever(RETRY_MS),
                false);
    }

    /** Begins to connect and returns; the session is heard of through {@link #listen}. */
    public static ZooKeeperStore connect(ZooKeeperSettings settings, EventExecutor loop) {
        return connect(settings, loop, NearServer.UNKNOWN);
    }

    /** The same by way of a peer in this process, whose address comes first among the servers. */
    public static ZooKeeperStore connect(ZooKeeperSettings settings, EventExecutor loop, EnsemblePeer near) {
        return connect(settings, loop, (NearServer) near);
    }

    private static ZooKeeperStore connect(ZooKeeperSettings settings, EventExecutor loop, NearServer near) {
        ZooKeeperStore store = new ZooKeeperStore(settings, loop, near);
        try {
            store.curator.start();
        } catch (Exception e) {
            throw new StoreException(
                    "zookeeper.connect=" + settings.servers() + " cannot be used: " + e.getMessage(), e);
        }
        return store;
    }

    private ZooKeeper newHandle(String servers, int sessionMs, Watcher curatorWatcher, boolean readOnly)
            throws Exception {
        int generation = generations + 1;
        generations = generation;
        ClientProperties config = new ClientProperties(settings.clientProperties());
        Watcher watcher = told -> {
            WatchedEvent event = withState(told);
            post(() -> onHandleEvent(generation, event));
            if (!ended) {
                curatorWatcher.process(event);
            }
        };
        if (ended) {
            throw new StoreException("the store is closed");
        }
        ClientHandle before = newest;
        if (before != null) {
            before.awaitSilence();
        }
        PromptHosts order = new PromptHosts(servers, nearServer, sessionMs, before != null);
        ClientHandle.Target target = new ClientHandle.Target(servers, sessionMs, order, config);
        ClientHandle made = new ClientHandle(target, watcher, readOnly, before, loop.ticker());
        newest = made;
        post(() -> adopt(generation, made.client()));
        return made.client();
    }

    /** A login that could not even be tried is told of without a state. */
    private static WatchedEvent withState(WatchedEvent event) {
        return event.getState() == null
                ? new WatchedEvent(event.getType(), KeeperState.AuthFailed, event.getPath())
                : event;
    }

    /** A loop that has shut down takes nothing more, and nobody is left to tell. */
    private void post(Runnable task) {
        if (!loop.isShuttingDown()) {
            loop.execute(task);
        }
    }

    // ---- session, on the loop

    private void adopt(int generation, ZooKeeper made) {
        handle = made;
        handleGeneration = generation;
        becomeConnected();
    }

    private void onHandleEvent(int generation, WatchedEvent event) {
        if (event.getType() != EventType.None || session instanceof SessionState.Closed) {
            return;
        }
        switch (event.getState()) {
            case SyncConnected -> {
                connectedGeneration = generation;
                becomeConnected();
            }
            case Disconnected -> {
                if (session instanceof SessionState.Connected connected) {
                    setSession(new SessionState.Suspended(connected.sessionId()));
                }
            }
            case Expired -> {
                connectedGeneration = 0;
                if (!(session instanceof SessionState.Expired)) {
                    setSession(new SessionState.Expired(sessionId()));
                }
                failWaiting("the ZooKeeper session expired");
            }
            case AuthFailed -> {
                LOG.error("ZooKeeper at {} refuses our credentials", settings.servers());
                if (!(session instanceof SessionState.Refused)) {
                    setSession(new SessionState.Refused("ZooKeeper refuses our credentials"));
                }
                failWaiting("ZooKeeper refuses our credentials");
            }
            default -> LOG.debug("ZooKeeper client says {}", event);
        }
    }

    private void becomeConnected() {
        ZooKeeper current = handle;
        if (current != null && handleGeneration == connectedGeneration && !(session instanceof SessionState.Closed)) {
            long id = current.getSessionId();
            if (!(session instanceof SessionState.Connected known && known.sessionId() == id)) {
                setSession(new SessionState.Connected(id));
            }
            pump();
        }
    }

    private long sessionId() {
        if (session instanceof SessionState.Connected connected) {
            return connected.sessionId();
        }
        return session instanceof SessionState.Suspended suspended ? suspended.sessionId() : 0;
    }

    /** Another state than the present one, which its caller looks at: a listener hears of each once. */
    private void setSession(SessionState state) {
        session = state;
        List.copyOf(listeners).forEach(listener -> listener.onSession(state));
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
    public boolean isLedHere() {
        return nearServer.isLeading();
    }

    @Override
    public CompletionStage<Void> close() {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        ended = true;
        post(() -> {
            if (!(session instanceof SessionState.Closed)) {
                setSession(new SessionState.Closed());
            }
            failWaiting("the store is closed");
        });
        // Closing waits for the server's answer, which the loop must not.
        GlobalEventExecutor.INSTANCE.execute(() -> {
            end(ClientHandle::close);
            closed.complete(null);
        });
        return closed;
    }

    @Override
    public void abandon() {
        ended = true;
        end(ClientHandle::abandon);
    }

    /** Waits for each handle's threads, on which Curator may just make the next one: none is left behind. */
    private void end(Consumer<ClientHandle> way) {
        ClientHandle last;
        do {
            last = Objects.requireNonNull(newest, "made by connect()");
            way.accept(last);
        } while (last != newest);
        curator.close();
    }

    @Override
    public void disconnect() {
        ClientHandle present = newest;
        if (present != null) {
            present.disconnect();
        }
    }

    @Override
    public void reconnect() {
        ClientHandle present = newest;
        if (present != null) {
            present.reconnect();
        }
    }

    // ---- requests, on the loop

    @Override
    public CompletionStage<Optional<StoredNode>> get(String path, @Nullable Watch watch) {
        return submit(new GetCall(this, path, watch));
    }

    @Override
    public CompletionStage<Optional<List<String>>> children(String path, @Nullable Watch watch) {
        return submit(new ChildrenCall(this, path, watch));
    }

    @Override
    public CompletionStage<Committed> commit(List<StoreOp> transaction) {
        return submit(new ZooKeeperCommit(this, List.copyOf(transaction)));
    }

    @Override
    public CompletionStage<List<Optional<StoredNode>>> getAll(List<String> paths) {
        List<CompletableFuture<List<Optional<StoredNode>>>> parts = new ArrayList<>();
        for (int from = 0; from < paths.size(); from += READS_PER_REQUEST) {
            int to = Math.min(paths.size(), from + READS_PER_REQUEST);
            parts.add(submit(new GetAllCall(this, List.copyOf(paths.subList(from, to)))));
        }
        return CompletableFuture.allOf(parts.toArray(new CompletableFuture<?>[0]))
                .thenApply(done -> {
                    List<Optional<StoredNode>> all = new ArrayList<>(paths.size());
                    parts.forEach(part -> all.addAll(part.join()));
                    return all;
                });
    }

    @Override
    public CompletionStage<Void> prepare() {
        return settings.chroot().isEmpty()
                ? CompletableFuture.completedFuture(null)
                : submit(new ZooKeeperChroot(this, settings.chroot()));
    }

    @Override
    public int transactionBytesMax() {
        return TRANSACTION_BYTES_MAX;
    }

    private <T> CompletableFuture<T> submit(ZooKeeperCall<T> call) {
        assert loop.inEventLoop();
        if (session instanceof SessionState.Closed || session instanceof SessionState.Refused) {
            call.promise.completeExceptionally(new StoreException("the store is closed"));
        } else if (waiting.size() >= WAITING_MAX) {
            call.promise.completeExceptionally(
                    new StoreException(WAITING_MAX + " requests wait for ZooKeeper already"));
        } else {
            waiting.add(call);
            pump();
        }
        return call.promise;
    }

    private void pump() {
        ZooKeeper client = handle;
        while (client != null
                && session instanceof SessionState.Connected
                && inFlight < settings.inFlightMax()
                && !waiting.isEmpty()) {
            inFlight++;
            waiting.remove().send(client);
        }
    }

    private void failWaiting(String why) {
        List<ZooKeeperCall<?>> failed = new ArrayList<>(waiting);
        waiting.clear();
        failed.forEach(call -> call.promise.completeExceptionally(new StoreException(why)));
    }

    /** From the event thread: the answer to a call, whose meaning is worked out on the loop. */
    void answered(ZooKeeperCall<?> call, int rc, Runnable answer) {
        post(() -> {
            inFlight--;
            if (rc == Code.CONNECTIONLOSS.intValue() && call.repeatable() && isAlive()) {
                repeat(call);
            } else {
                answer.run();
            }
            pump();
        });
    }

    private boolean isAlive() {
        return session instanceof SessionState.Connected || session instanceof SessionState.Suspended;
    }

    /** An answer too large for the client also looks like a lost connection, so many reads are halved. */
    private void repeat(ZooKeeperCall<?> call) {
        if (call instanceof GetAllCall many && many.paths().size() > 1) {
            int half = many.paths().size() / 2;
            GetAllCall first = new GetAllCall(this, many.paths().subList(0, half));
            GetAllCall second =
                    new GetAllCall(this, many.paths().subList(half, many.paths().size()));
            waiting.add(first);
            waiting.add(second);
            CompletionStage<List<Optional<StoredNode>>> both =
                    first.promise.thenCombine(second.promise, ZooKeeperStore::joined);
            both.whenComplete((nodes, failure) -> {
                if (failure == null) {
                    many.promise.complete(nodes);
                } else {
                    many.promise.completeExceptionally(failure);
                }
            });
        } else {
            waiting.add(call);
        }
    }

    private static <T> List<T> joined(List<T> first, List<T> second) {
        List<T> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    void fail(ZooKeeperCall<?> call, Code code) {
        call.promise.completeExceptionally(new StoreException("ZooKeeper answered " + code));
    }

    /** Watches for the creation of a node that was just missing; should it exist by now, the read is made again. */
    void watchAbsent(String path, Watch watch, ZooKeeperCall<?> call, Runnable absent) {
        ZooKeeper client = handle;
        if (client == null) {
            fail(call, Code.CONNECTIONLOSS);
            return;
        }
        inFlight++;
        client.exists(
                absolute(path),
                watcher(watch),
                (rc, p, context, stat) -> answered(call, rc, () -> {
                    switch (Code.get(rc)) {
                        case OK -> waiting.addFirst(call);
                        case NONODE -> absent.run();
                        default -> fail(call, Code.get(rc));
                    }
                }),
                null);
    }

    /** Fires on the loop, and not at all once the session that it was set in is gone. */
    @SuppressWarnings("NullAway") // ZooKeeper takes null for no watch.
    Watcher watcher(@Nullable Watch watch) {
        if (watch == null) {
            return null;
        }
        int generation = handleGeneration;
        return event -> {
            String path = event.getPath();
            if (event.getType() != EventType.None && path != null) {
                post(() -> {
                    if (generation == handleGeneration && isAlive()) {
                        watch.fired(relative(path));
                    }
                });
            }
        };
    }

    String absolute(String path) {
        if (settings.chroot().isEmpty()) {
            return path;
        }
        return path.equals("/") ? settings.chroot() : settings.chroot() + path;
    }

    String relative(String path) {
        return path.substring(settings.chroot().length());
    }

    List<ACL> aclFor(String path) {
        if (!settings.restrictedAcls() || path.startsWith("/consumers")) {
            return Ids.OPEN_ACL_UNSAFE;
        }
        if (SENSITIVE.stream().anyMatch(path::startsWith)) {
            return Ids.CREATOR_ALL_ACL;
        }
        List<ACL> acl = new ArrayList<>(Ids.CREATOR_ALL_ACL);
        acl.addAll(Ids.READ_ACL_UNSAFE);
        return acl;
    }
}
