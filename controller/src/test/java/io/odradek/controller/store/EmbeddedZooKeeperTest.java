/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class EmbeddedZooKeeperTest {
    private static final int RESTARTS = 25;

    @TempDir
    Path directory;

    private final EventExecutor loop = new DefaultEventExecutor();

    @AfterEach
    void stopLoop() {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private EmbeddedZooKeeper start(int port) throws IOException {
        return EmbeddedZooKeeper.start(new EmbeddedZooKeeper.Settings(directory, port, problem -> {}));
    }

    private <T> T with(EmbeddedZooKeeper server, Function<MetadataStore, CompletionStage<T>> call) {
        MetadataStore store = ZooKeeperStore.connect(ZooKeeperSettings.of(server.connectString()), loop);
        CompletableFuture<T> result = new CompletableFuture<>();
        loop.execute(() -> call.apply(store).whenComplete((value, failure) -> {
            if (failure == null) {
                result.complete(value);
            } else {
                result.completeExceptionally(failure);
            }
        }));
        T value = result.orTimeout(30, TimeUnit.SECONDS).join();
        store.close().toCompletableFuture().join();
        return value;
    }

    private long files(String kind) throws IOException {
        try (Stream<Path> found = Files.list(directory.resolve("version-2"))) {
            return found.filter(file -> file.getFileName().toString().startsWith(kind))
                    .count();
        }
    }

    @Test
    void manyRestartsLeaveFewFilesAndLoseNothing() throws IOException {
        for (int i = 0; i < RESTARTS; i++) {
            String path = "/n" + i;
            try (EmbeddedZooKeeper server = start(0)) {
                Committed committed = with(server, store -> store.commit(List.of(StoreOp.create(path, path))));
                assertThat(committed).isInstanceOf(Committed.Done.class);
            }
        }

        assertThat(files("log.")).isLessThan(RESTARTS);
        assertThat(files("snapshot.")).isBetween(1L, 3L);
        try (EmbeddedZooKeeper server = start(0)) {
            List<String> paths = Stream.iterate(0, i -> i + 1)
                    .limit(RESTARTS)
                    .map(i -> "/n" + i)
                    .toList();
            List<Optional<StoredNode>> nodes = with(server, store -> store.getAll(paths));
            assertThat(nodes).allMatch(Optional::isPresent);
        }
    }

    @Test
    void aPortInUseIsToldAtOnce() throws IOException {
        try (EmbeddedZooKeeper first = start(0)) {
            assertThatThrownBy(() -> EmbeddedZooKeeper.start(
                            new EmbeddedZooKeeper.Settings(directory.resolve("other"), first.port(), problem -> {})))
                    .isInstanceOf(BindException.class);
        }
    }

    @Test
    void nothingOfAClosedServerIsLeft() throws IOException {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        EmbeddedZooKeeper server = start(0);
        with(server, store -> store.get("/zookeeper"));

        server.close();

        assertThat(Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> !before.contains(thread))
                        .filter(thread -> !thread.getName().startsWith("globalEventExecutor"))
                        .map(Thread::getName)
                        .filter(name -> !name.startsWith("defaultEventExecutor")))
                .isEmpty();
    }
}
