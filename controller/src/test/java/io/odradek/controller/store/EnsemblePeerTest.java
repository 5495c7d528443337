/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EnsemblePeerTest {
    @TempDir
    Path directory;

    private final EventExecutor loop = new DefaultEventExecutor();
    private final Map<Integer, EnsemblePeer> peers = new TreeMap<>();
    private final Map<Integer, MetadataStore> stores = new TreeMap<>();
    private Ensemble ensemble;

    @BeforeEach
    void startAll() throws IOException {
        ensemble = ensembleOnFreePorts();
        for (int id : List.of(1, 2, 3)) {
            start(id);
        }
    }

    @AfterEach
    void stopAll() {
        List.copyOf(stores.keySet()).forEach(this::stop);
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    /** Held all at once, so that no two are the same. */
    private static Ensemble ensembleOnFreePorts() throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            List<String> members = new ArrayList<>();
            for (int id = 1; id <= 3; id++) {
                StringBuilder member = new StringBuilder(id + "@127.0.0.1");
                for (int port = 0; port < 3; port++) {
                    ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                    sockets.add(socket);
                    member.append(':').append(socket.getLocalPort());
                }
                members.add(member.toString());
            }
            return Ensemble.parse(members);
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
    }

    private void start(int id) throws IOException {
        EnsemblePeer peer = EnsemblePeer.start(settings(id));
        peers.put(id, peer);
        stores.put(id, ZooKeeperStore.connect(ZooKeeperSettings.of(ensemble.connectStringOf(id)), loop, peer));
    }

    private EnsemblePeer.Settings settings(int id) {
        return new EnsemblePeer.Settings(directory.resolve("peer" + id), ensemble, id);
    }

    private void stop(int id) {
        stores.remove(id).close().toCompletableFuture().join();
        peers.remove(id).close();
    }

    private <T> T on(Supplier<CompletionStage<T>> call) {
        CompletableFuture<T> result = new CompletableFuture<>();
        loop.execute(() -> call.get().whenComplete((value, failure) -> {
            if (failure == null) {
                result.complete(value);
            } else {
                result.completeExceptionally(failure);
            }
        }));
        return result.orTimeout(60, TimeUnit.SECONDS).join();
    }

    /** A write that an election interrupts has an unknown outcome, and is for its caller to repeat. */
    private void create(int by, String path) {
        boolean there = false;
        while (!there) {
            try {
                on(() -> stores.get(by).commit(List.of(StoreOp.create(path, "x"))));
                there = on(() -> stores.get(by).get(path)).isPresent();
            } catch (CompletionException e) {
                assertThat(e).hasCauseInstanceOf(StoreException.class).hasMessageContaining("CONNECTIONLOSS");
            }
        }
    }

    private void assertSeen(int by, String path) {
        // A peer may lag behind the one that was written through; a write of its own brings it up to date.
        create(by, "/by-" + by + path.substring(1));
        assertThat(on(() -> stores.get(by).get(path))).as(path + " by " + by).isPresent();
    }

    private int leader() {
        return peers.entrySet().stream()
                .filter(peer -> peer.getValue().isLeading())
                .findFirst()
                .orElseThrow()
                .getKey();
    }

    @Test
    void whatOneBrokerWritesTheOthersRead() {
        create(1, "/a");

        assertSeen(2, "/a");
        assertSeen(3, "/a");
    }

    @Test
    void withoutItsLeaderTheEnsembleGoesOnInTheSameSessions() {
        create(1, "/before");
        int leader = leader();
        int other = leader == 1 ? 2 : 1;
        SessionState session =
                on(() -> CompletableFuture.completedFuture(stores.get(other).session()));

        stop(leader);

        create(other, "/after");
        assertThat(on(() -> CompletableFuture.completedFuture(stores.get(other).session())))
                .isEqualTo(session);
        assertThat(leader()).isNotEqualTo(leader);
    }

    @Test
    void aPeerThatComesBackLearnsWhatItMissed() throws IOException {
        create(1, "/early");
        int gone = leader();
        int other = gone == 1 ? 2 : 1;
        stop(gone);
        create(other, "/missed");

        start(gone);

        assertSeen(gone, "/missed");
        assertSeen(gone, "/early");
    }

    @Test
    void aLonePeerAnswersNobodyUntilAnotherIsBack() throws IOException {
        create(1, "/a");
        stop(2);
        stop(3);
        CompletionStage<Optional<StoredNode>> asked =
                on(() -> CompletableFuture.completedFuture(stores.get(1).get("/a")));
        assertThat(asked.toCompletableFuture()).isNotDone();

        start(2);

        assertThat(asked.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join())
                .isPresent();
    }

    @Test
    void theTreeOfABrokerThatWasAloneIsTheEnsemblesIfItStartsFirstAndIsKeptInAnyCase() throws IOException {
        List.copyOf(stores.keySet()).forEach(this::stop);
        ensemble = ensembleOnFreePorts();
        Path folder = directory.resolve("alone");
        try (EmbeddedZooKeeper single =
                EmbeddedZooKeeper.start(new EmbeddedZooKeeper.Settings(folder, 0, problem -> {}))) {
            MetadataStore store = ZooKeeperStore.connect(ZooKeeperSettings.of(single.connectString()), loop);
            on(() -> store.commit(List.of(StoreOp.create("/alone", "x"))));
            store.close().toCompletableFuture().join();
        }
        directory = Files.createDirectory(directory.resolve("together"));
        Files.move(folder, directory.resolve("peer1"));

        start(1);
        start(2);

        assertSeen(2, "/alone");
        assertThat(directory.resolve("peer1/before-ensemble")).isNotEmptyDirectory();
    }

    @Test
    void aPortInUseIsToldAtOnce() throws IOException {
        assertThatThrownBy(() -> EnsemblePeer.start(settings(1)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot listen on " + ensemble.member(1).clientAddress());
    }
}
