/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZooKeeperStoreTest extends MetadataStoreContract {
    @TempDir
    static Path directory;

    private static EmbeddedZooKeeper server;
    private static int roots;

    private final String chroot = "/root" + roots++ + "/inner";

    @BeforeAll
    static void startServer() throws IOException {
        server = EmbeddedZooKeeper.start(new EmbeddedZooKeeper.Settings(directory, 0, problem -> {}));
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @Override
    MetadataStore open() {
        MetadataStore opened = ZooKeeperStore.connect(ZooKeeperSettings.of(server.connectString() + chroot), loop);
        on(opened::prepare);
        return opened;
    }

    @Override
    void expire(MetadataStore store) {
        SessionState state = on(() -> CompletableFuture.completedFuture(store.session()));
        server.expireSession(((SessionState.Connected) state).sessionId());
    }

    @Test
    void pathsAreBelowTheChroot() {
        commit(StoreOp.create("/a", "x"));
        MetadataStore whole = ZooKeeperStore.connect(ZooKeeperSettings.of(server.connectString()), loop);

        assertThat(on(() -> whole.get(chroot + "/a")).orElseThrow().data()).isEqualTo("x");
        whole.close().toCompletableFuture().join();
    }

    @Test
    void whatWasCommittedIsThereAfterARestartOfTheServer(@TempDir Path ownDirectory) throws IOException {
        EmbeddedZooKeeper first = start(ownDirectory, 0);
        int port = first.port();
        MetadataStore client = ZooKeeperStore.connect(ZooKeeperSettings.of(first.connectString()), loop);
        on(() -> client.commit(List.of(StoreOp.create("/kept", "x"))));
        first.close();

        EmbeddedZooKeeper second = start(ownDirectory, port);

        assertThat(on(() -> client.get("/kept")).orElseThrow().data()).isEqualTo("x");
        client.close().toCompletableFuture().join();
        second.close();
    }

    @Test
    void aServerThatStopsOnAnErrorIsBackAndTheSessionGoesOn(@TempDir Path ownDirectory) throws IOException {
        EmbeddedZooKeeper failing = start(ownDirectory, 0);
        MetadataStore client = ZooKeeperStore.connect(ZooKeeperSettings.of(failing.connectString()), loop);
        on(() -> client.commit(List.of(StoreOp.createEphemeral("/mine", "x"))));
        SessionState before = on(() -> CompletableFuture.completedFuture(client.session()));

        failing.fail();

        assertThat(on(() -> client.get("/mine"))).isPresent();
        assertThat(on(() -> client.commit(List.of(StoreOp.create("/more", null)))))
                .isInstanceOf(Committed.Done.class);
        assertThat(on(() -> CompletableFuture.completedFuture(client.session())))
                .isEqualTo(before);
        client.close().toCompletableFuture().join();
        failing.close();
    }

    /** The client calls it expired by itself; the servers, which were down, have not counted the time. */
    @Test
    void aSessionOutlivesServersThatWereAwayForLongerThanItsTimeout(@TempDir Path ownDirectory) throws IOException {
        EmbeddedZooKeeper first = start(ownDirectory, 0);
        MetadataStore client = shortSession(first);
        on(() -> client.commit(List.of(StoreOp.createEphemeral("/mine", "x"))));
        SessionState before = session(client);
        first.close();
        awaitState(client, SessionState.Expired.class);

        EmbeddedZooKeeper second = start(ownDirectory, first.port());

        awaitState(client, SessionState.Connected.class);
        assertThat(session(client)).isEqualTo(before);
        assertThat(on(() -> client.get("/mine")).orElseThrow().data()).isEqualTo("x");
        client.close().toCompletableFuture().join();
        second.close();
    }

    @Test
    void aSessionThatTheServersDoNotKnowAnyMoreIsReplacedByANewOne(@TempDir Path ownDirectory) throws IOException {
        EmbeddedZooKeeper first = start(ownDirectory.resolve("one"), 0);
        MetadataStore client = shortSession(first);
        SessionState before = session(client);
        first.close();
        awaitState(client, SessionState.Expired.class);

        EmbeddedZooKeeper second = start(ownDirectory.resolve("other"), first.port());

        awaitState(client, SessionState.Connected.class);
        assertThat(session(client)).isNotEqualTo(before);
        assertThat(on(() -> client.commit(List.of(StoreOp.create("/new", "x")))))
                .isInstanceOf(Committed.Done.class);
        client.close().toCompletableFuture().join();
        second.close();
    }

    private MetadataStore shortSession(EmbeddedZooKeeper to) {
        ZooKeeperSettings settings = ZooKeeperSettings.ofKafka(
                to.connectString(), key -> key.equals("zookeeper.session.timeout.ms") ? "1200" : null);
        MetadataStore client = ZooKeeperStore.connect(settings, loop);
        awaitState(client, SessionState.Connected.class);
        return client;
    }

    private SessionState session(MetadataStore client) {
        return on(() -> CompletableFuture.completedFuture(client.session()));
    }

    private void awaitState(MetadataStore client, Class<? extends SessionState> wanted) {
        CompletableFuture<Void> reached = new CompletableFuture<>();
        loop.execute(() -> client.listen(state -> {
            if (wanted.isInstance(state)) {
                reached.complete(null);
            }
        }));
        assertThat(reached).as(wanted.getSimpleName()).succeedsWithin(Duration.ofSeconds(20));
    }

    private static EmbeddedZooKeeper start(Path directory, int port) throws IOException {
        return EmbeddedZooKeeper.start(new EmbeddedZooKeeper.Settings(directory, port, problem -> {}));
    }
}
