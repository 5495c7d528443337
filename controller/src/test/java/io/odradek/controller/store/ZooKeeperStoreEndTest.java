/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.SingleThreadEventExecutor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A store that has ended leaves no thread of ZooKeeper's client behind, however slow those are. */
@Timeout(30)
class ZooKeeperStoreEndTest {
    /** The client names its threads after the one that makes it. */
    private static final String MAKER = "maker-of-a-client";

    private final SlowToHear loop = new SlowToHear();

    @TempDir
    Path directory;

    private EmbeddedZooKeeper server;
    private ZooKeeperStore store;

    /** Whoever brings it a task from a client's event thread may have to wait. */
    private static final class SlowToHear extends SingleThreadEventExecutor {
        private volatile CountDownLatch hearing = new CountDownLatch(0);

        SlowToHear() {
            super(null, new DefaultThreadFactory("slow-to-hear"), true);
        }

        @Override
        protected void run() {
            do {
                Runnable task = takeTask();
                if (task != null) {
                    task.run();
                }
            } while (!confirmShutdown());
        }

        void hold() {
            hearing = new CountDownLatch(1);
        }

        void letGo() {
            hearing.countDown();
        }

        @Override
        public void execute(Runnable task) {
            if (isEventThread(Thread.currentThread())) {
                try {
                    hearing.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
            super.execute(task);
        }
    }

    private static boolean isEventThread(Thread thread) {
        return thread.getName().endsWith("-EventThread");
    }

    private static List<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(MAKER) && thread.isAlive())
                .collect(Collectors.toList());
    }

    @BeforeEach
    void connect() throws Exception {
        server = EmbeddedZooKeeper.start(new EmbeddedZooKeeper.Settings(directory, 0, problem -> {}));
        Thread maker = new Thread(
                () -> store = ZooKeeperStore.connect(ZooKeeperSettings.of(server.connectString()), loop), MAKER);
        maker.start();
        maker.join();
        CompletableFuture<Void> connected = new CompletableFuture<>();
        loop.execute(() -> store.listen(state -> {
            if (state instanceof SessionState.Connected) {
                connected.complete(null);
            }
        }));
        connected.join();
        assertThat(threads()).hasSize(2);
    }

    @AfterEach
    void end() throws IOException {
        loop.letGo();
        store.close().toCompletableFuture().join();
        Future<?> unused = loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        server.close();
    }

    @Test
    void anAbandonedOneWaitsForItsThreads() throws Exception {
        loop.hold();

        CompletableFuture<Void> abandoned =
                CompletableFuture.runAsync(store::abandon, task -> new Thread(task).start());

        awaitEndOfOthers();
        assertThat(abandoned).isNotDone();
        loop.letGo();
        abandoned.join();
        assertThat(threads()).isEmpty();
    }

    @Test
    void oneThatIsClosedWhileItsSessionExpiresMakesNoNewClient() throws Exception {
        loop.hold();
        expire();
        awaitEndOfOthers();

        CompletableFuture<Void> closed = store.close().toCompletableFuture();

        List<Thread> held = threads();
        loop.letGo();
        closed.join();
        for (Thread thread : held) {
            thread.join();
        }
        assertThat(threads()).isEmpty();
    }

    @Test
    void oneWhoseSessionExpiredHasTheThreadsOfOneClient() throws Exception {
        CompletableFuture<Void> back = new CompletableFuture<>();
        SessionState before = session();
        loop.execute(() -> store.listen(state -> {
            if (state instanceof SessionState.Connected && !state.equals(before)) {
                back.complete(null);
            }
        }));

        expire();

        back.join();
        List<Thread> sending =
                threads().stream().filter(thread -> !isEventThread(thread)).toList();
        assertThat(sending).hasSize(1);
    }

    /** Those that do not have to wait. */
    private static void awaitEndOfOthers() throws InterruptedException {
        for (Thread thread : threads()) {
            if (!isEventThread(thread)) {
                thread.join();
            }
        }
    }

    private void expire() {
        server.expireSession(((SessionState.Connected) session()).sessionId());
    }

    private SessionState session() {
        CompletableFuture<SessionState> state = new CompletableFuture<>();
        loop.execute(() -> state.complete(store.session()));
        return state.join();
    }
}
