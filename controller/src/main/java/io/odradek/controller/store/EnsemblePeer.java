/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.store;

import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.jmx.MBeanRegistry;
import org.apache.zookeeper.server.ZKDatabase;
import org.apache.zookeeper.server.quorum.QuorumPeer;
import org.apache.zookeeper.server.quorum.QuorumPeer.QuorumServer;
import org.apache.zookeeper.server.quorum.flexible.QuorumMaj;
import org.apache.zookeeper.util.ServiceUtils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This broker's peer of a ZooKeeper ensemble that lives inside the brokers. Put together from ZooKeeper's own quorum
 * classes, like the single server and for the same reasons; its threads are ZooKeeper's.
 *
 * <p>Made and closed by whoever composes the broker. {@link #start} returns when it listens; it serves clients as soon as
 * a majority of the ensemble has found a leader, and again after each election.
 */
public final class EnsemblePeer implements NearServer, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EnsemblePeer.class);
    private static final int CLIENTS_PER_HOST_MAX = 200;
    private static final int BACKLOG = 128;
    private static final long RESTART_MS = 1_000;

    /** FastLeaderElection, the only algorithm that ZooKeeper still has. */
    private static final int FAST_ELECTION = 3;

    private static final int SESSION_MS_MIN = 500;
    private static final int SESSION_MS_MAX = 600_000;

    /** The leader and its followers tell each other twice in a tick that they live. */
    private static final int TICK_MS = 750;

    /** Ticks of silence after which a follower or the leader is given up; a killed one is noticed at once. */
    private static final int SILENT_TICKS_MAX = 2;

    /** Ticks for a new leader and its followers to agree on the tree, which may have to be sent whole. */
    private static final int JOIN_TICKS_MAX = 27;

    private final Settings settings;

    /** Replaced by the executor that restarts; read by whoever closes. */
    private volatile @Nullable QuietPeer running;

    private volatile boolean closed;

    private EnsemblePeer(Settings settings) {
        this.settings = settings;
    }

    /** Where it keeps its files, and which member of which ensemble it is. */
    public record Settings(Path directory, Ensemble ensemble, int id) {
        EnsembleMember own() {
            return ensemble.member(id);
        }
    }

    /** Starts it. Fails if its folder cannot be used, or one of its three addresses cannot be listened on. */
    public static EnsemblePeer start(Settings settings) throws IOException {
        ServerProperties.applyForPeer();
        MBeanRegistry.setInstance(new NoBeans());
        EnsemblePeer peer = new EnsemblePeer(settings);
        ServiceUtils.setSystemExitProcedure(code -> peer.onError(code));
        peer.checkPorts();
        peer.keepFilesOfASingleServer();
        peer.running = peer.open();
        return peer;
    }

    /** ZooKeeper itself would only log that it cannot bind, and try again. */
    private void checkPorts() throws IOException {
        EnsembleMember own = settings.own();
        for (int port : own.ports().all()) {
            try (ServerSocket socket = new ServerSocket()) {
                socket.setReuseAddress(true);
                socket.bind(new InetSocketAddress(own.address(), port));
            } catch (IOException e) {
                throw new IOException("cannot listen on " + own.host() + ":" + port + ", " + e.getMessage(), e);
            }
        }
    }

    /**
     * A peer throws away what a majority of the others does not have. Should they come up first and empty, the tree of a
     * broker that was alone until now would be gone; so it stays beside the peer's files.
     */
    private void keepFilesOfASingleServer() throws IOException {
        Path files = settings.directory().resolve("version-2");
        Path kept = settings.directory().resolve("before-ensemble");
        if (!Files.isDirectory(files) || Files.exists(files.resolve("currentEpoch")) || Files.exists(kept)) {
            return;
        }
        Files.createDirectory(kept);
        try (DirectoryStream<Path> all = Files.newDirectoryStream(files)) {
            for (Path file : all) {
                Files.copy(file, kept.resolve(file.getFileName()));
            }
        }
        LOG.info("{} was a single server's; a copy of its files stays in {}", settings.directory(), kept);
    }

    private QuietPeer open() throws IOException {
        PurgingFiles files = new PurgingFiles(settings.directory().toFile());
        QuietConnections connections = new QuietConnections();
        try {
            EnsembleMember own = settings.own();
            connections.configure(
                    new InetSocketAddress(own.address(), own.ports().client()), CLIENTS_PER_HOST_MAX, BACKLOG, false);
            QuietPeer peer = new QuietPeer(files);
            peer.setCnxnFactory(connections);
            peer.setTxnFactory(files);
            peer.setZKDatabase(new ZKDatabase(files));
            peer.setMyid(settings.id());
            peer.setElectionType(FAST_ELECTION);
            peer.setTickTime(TICK_MS);
            peer.setInitLimit(JOIN_TICKS_MAX);
            peer.setSyncLimit(SILENT_TICKS_MAX);
            peer.setMinSessionTimeout(SESSION_MS_MIN);
            peer.setMaxSessionTimeout(SESSION_MS_MAX);
            peer.setClientPortListenBacklog(BACKLOG);
            peer.setMultiAddressReachabilityCheckEnabled(false);
            peer.setQuorumVerifier(new QuorumMaj(servers()), false);
            peer.initialize();
            peer.start();
            return peer;
        } catch (IOException e) {
            connections.shutdown();
            files.close();
            throw e;
        } catch (RuntimeException e) {
            // How ZooKeeper says that it cannot read its files.
            connections.shutdown();
            files.close();
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IOException(cause.getMessage(), e);
        }
    }

    private Map<Long, QuorumServer> servers() {
        Map<Long, QuorumServer> servers = new HashMap<>();
        for (EnsembleMember member : settings.ensemble().members()) {
            EnsembleMember.Ports ports = member.ports();
            long id = member.id();
            servers.put(
                    id,
                    new QuorumServer(
                            id,
                            new InetSocketAddress(member.address(), ports.peer()),
                            new InetSocketAddress(member.address(), ports.election()),
                            new InetSocketAddress(member.address(), ports.client())));
        }
        return servers;
    }

    /** ZooKeeper would end the process, as when it cannot write a snapshot; here the peer alone begins anew. */
    private void onError(int code) {
        if (!closed) {
            LOG.error(
                    "The ZooKeeper peer in {} cannot go on (code {}; is the disk full?); restarting it",
                    settings.directory(),
                    code);
            GlobalEventExecutor.INSTANCE.execute(this::restart);
        }
    }

    private void restart() {
        if (closed) {
            return;
        }
        stopRunning();
        try {
            running = open();
            LOG.info("The ZooKeeper peer in {} runs again", settings.directory());
        } catch (IOException | RuntimeException e) {
            LOG.warn("The ZooKeeper peer in {} cannot start yet: {}", settings.directory(), e.getMessage());
            Future<?> unused = GlobalEventExecutor.INSTANCE.schedule(this::restart, RESTART_MS, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public boolean awaitServing(long waitMs) throws InterruptedException {
        QuietPeer present = running;
        return present != null && present.awaitServing(waitMs);
    }

    @Override
    public boolean isLeading() {
        QuietPeer present = running;
        return present != null && present.getPeerState() == QuorumPeer.ServerState.LEADING;
    }

    private void stopRunning() {
        QuietPeer stopped = running;
        running = null;
        if (stopped != null) {
            stopped.shutdown();
        }
    }

    @Override
    public void close() {
        closed = true;
        stopRunning();
    }
}
