/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.store;

import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.zookeeper.server.SessionTrackerImpl;
import org.apache.zookeeper.server.ZKDatabase;
import org.apache.zookeeper.server.ZooKeeperServer;
import org.apache.zookeeper.util.ServiceUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A ZooKeeper server in this process, for a broker that is not pointed at an ensemble. It is put together from
 * ZooKeeper's server classes, not through its main class: so there is no admin server, no JMX registration (which alone
 * would load the platform's management classes at start), one selector thread and no worker pool.
 *
 * <p>Its transaction log is synced. A snapshot is taken when the log has grown, not at each start, and older files are
 * then removed: no timer runs while nothing happens. Made and closed by whoever composes the broker; its threads are
 * ZooKeeper's own.
 */
public final class EmbeddedZooKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedZooKeeper.class);

    /** The grain of session expiry; a thread wakes once in that time. */
    private static final int TICK_MS = 3_000;

    private static final int SESSION_MS_MIN = 500;
    private static final int SESSION_MS_MAX = 600_000;
    private static final int CLIENTS_PER_HOST_MAX = 200;
    private static final int BACKLOG = 128;
    private static final long RESTART_MS = 1_000;

    private final Settings settings;

    /** Replaced by the executor that restarts; read by whoever asks for the port or closes. */
    private volatile Running running;

    private volatile boolean closed;

    private EmbeddedZooKeeper(Settings settings) throws IOException {
        this.settings = settings;
        this.running = open(settings.port());
    }

    /**
     * Where it keeps its files, the port on the loopback address (0: any free one), and who hears of an error that it
     * cannot go on after.
     */
    public record Settings(Path directory, int port, Consumer<String> onFatal) {}

    /** What one start makes. */
    private record Running(QuietServer server, QuietConnections connections, int port) {
        void stop() {
            connections.shutdown();
            server.closeFiles();
        }
    }

    /** Starts it; on return it answers. */
    public static EmbeddedZooKeeper start(Settings settings) throws IOException {
        ServerProperties.apply();
        EmbeddedZooKeeper embedded = new EmbeddedZooKeeper(settings);
        ServiceUtils.setSystemExitProcedure(code -> embedded.onError());
        return embedded;
    }

    private Running open(int port) throws IOException {
        PurgingFiles files = new PurgingFiles(settings.directory().toFile());
        QuietServer server = new QuietServer(files, this::onError);
        QuietConnections connections = new QuietConnections();
        try {
            InetAddress loopback = InetAddress.getByAddress("127.0.0.1", new byte[] {127, 0, 0, 1});
            connections.configure(new InetSocketAddress(loopback, port), CLIENTS_PER_HOST_MAX, BACKLOG, false);
            connections.startup(server);
            return new Running(server, connections, connections.getLocalPort());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while ZooKeeper was starting", e);
        } catch (IOException | RuntimeException e) {
            connections.shutdown();
            files.close();
            throw e;
        }
    }

    /**
     * The server has stopped itself, as it does when it cannot write its log. It is started anew on the same port until
     * that works, so that a full disk is survived; sessions live on in its files.
     */
    private void onError() {
        if (!closed) {
            LOG.error(
                    "The embedded ZooKeeper in {} cannot go on (is the disk full?); restarting it",
                    settings.directory());
            GlobalEventExecutor.INSTANCE.execute(this::restart);
        }
    }

    private void restart() {
        if (closed) {
            return;
        }
        Running stopped = running;
        try {
            stopped.stop();
            running = open(stopped.port());
            LOG.info("The embedded ZooKeeper in {} runs again", settings.directory());
        } catch (IOException e) {
            LOG.warn("The embedded ZooKeeper in {} cannot start yet: {}", settings.directory(), e.getMessage());
            Future<?> unused = GlobalEventExecutor.INSTANCE.schedule(this::restart, RESTART_MS, TimeUnit.MILLISECONDS);
        } catch (RuntimeException e) {
            settings.onFatal().accept("the embedded ZooKeeper cannot be restarted: " + e);
        }
    }

    /** Fails as it does when its log cannot be written; for tests. */
    void fail() {
        running.server().fail();
    }

    public int port() {
        return running.port();
    }

    public String connectString() {
        return "127.0.0.1:" + port();
    }

    /** Ends a session as if its client had gone silent for too long; for tests. */
    public void expireSession(long sessionId) {
        running.server().expire(sessionId);
    }

    @Override
    public void close() {
        closed = true;
        running.stop();
    }

    /** Sleeps from one tick to the next; a server that stops does not leave it behind until then. */
    private static final class PromptTracker extends SessionTrackerImpl {
        private static final long SERVER_ID = 1;

        private volatile boolean over;

        PromptTracker(QuietServer server) {
            super(
                    server,
                    server.getZKDatabase().getSessionWithTimeOuts(),
                    TICK_MS,
                    SERVER_ID,
                    server.getZooKeeperServerListener());
        }

        @Override
        public void shutdown() {
            over = true;
            super.shutdown();
            interrupt();
            if (Thread.currentThread() != this) {
                awaitEnd();
            }
        }

        private void awaitEnd() {
            try {
                join(TICK_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        protected void handleException(String threadName, Throwable failure) {
            if (!over) {
                super.handleException(threadName, failure);
            }
        }
    }

    /** Without JMX beans, metrics that nobody is given, and a snapshot at each start. */
    private static final class QuietServer extends ZooKeeperServer {
        private final PurgingFiles files;
        private final Runnable onError;

        QuietServer(PurgingFiles files, Runnable onError) {
            super(files, TICK_MS, SESSION_MS_MIN, SESSION_MS_MAX, BACKLOG, new ZKDatabase(files), "", false);
            this.files = files;
            this.onError = onError;
        }

        @Override
        public void loadData() throws IOException {
            ZKDatabase database = getZKDatabase();
            setZxid(database.loadDataBase());
            Map<Long, Integer> alive = database.getSessionWithTimeOuts();
            database.getSessions().stream()
                    .filter(session -> alive.get(session) == null)
                    .forEach(session -> killSession(session, database.getDataTreeLastProcessedZxid()));
            if (files.isLogLong()) {
                takeSnapshot();
            }
        }

        @Override
        public File takeSnapshot(boolean synced, boolean severe) throws IOException {
            File snapshot = super.takeSnapshot(synced, severe);
            files.purge();
            return snapshot;
        }

        @Override
        protected void createSessionTracker() {
            sessionTracker = new PromptTracker(this);
        }

        @Override
        protected void registerJMX() {}

        @Override
        protected void unregisterJMX() {}

        @Override
        protected void registerMetrics() {}

        @Override
        protected void unregisterMetrics() {}

        @Override
        protected void setState(State state) {
            super.setState(state);
            if (state == State.ERROR) {
                onError.run();
            }
        }

        void fail() {
            setState(State.ERROR);
        }

        void closeFiles() {
            try {
                files.close();
            } catch (IOException e) {
                LOG.warn("ZooKeeper's files could not be closed", e);
            }
        }
    }
}
