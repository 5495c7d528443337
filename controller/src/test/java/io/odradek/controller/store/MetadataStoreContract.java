/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.EventExecutor;
import io.odradek.controller.store.Committed.Done;
import io.odradek.controller.store.Committed.Reason;
import io.odradek.controller.store.Committed.Refused;
import io.odradek.controller.store.SessionState.Connected;
import io.odradek.controller.store.SessionState.Expired;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every store must do; one class for each implementation says how to make it. */
@Timeout(30)
abstract class MetadataStoreContract {
    final EventExecutor loop = new DefaultEventExecutor();
    private final List<MetadataStore> opened = new ArrayList<>();
    MetadataStore store;

    /** Another session on the same tree. */
    abstract MetadataStore open();

    /** Ends the session of this store on the server. */
    abstract void expire(MetadataStore store);

    @BeforeEach
    void openFirst() {
        store = another();
    }

    @AfterEach
    void closeAll() {
        opened.forEach(each -> each.close().toCompletableFuture().join());
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    MetadataStore another() {
        MetadataStore fresh = open();
        opened.add(fresh);
        return fresh;
    }

    <T> T on(Supplier<CompletionStage<T>> call) {
        CompletableFuture<T> result = new CompletableFuture<>();
        loop.execute(() -> call.get().whenComplete((value, failure) -> {
            assertThat(loop.inEventLoop()).isTrue();
            if (failure == null) {
                result.complete(value);
            } else {
                result.completeExceptionally(failure);
            }
        }));
        return result.orTimeout(20, TimeUnit.SECONDS).join();
    }

    Committed commit(StoreOp... ops) {
        return on(() -> store.commit(List.of(ops)));
    }

    Optional<StoredNode> get(String path) {
        return on(() -> store.get(path));
    }

    @Test
    void aCreatedNodeIsReadWithVersionZero() {
        assertThat(commit(StoreOp.create("/a", "text ü"))).isInstanceOf(Done.class);

        StoredNode node = get("/a").orElseThrow();

        assertThat(node.data()).isEqualTo("text ü");
        assertThat(node.version()).isZero();
        assertThat(node.ephemeralOwner()).isZero();
        assertThat(node.czxid()).isPositive();
    }

    @Test
    void aNodeWithoutDataStaysWithoutData() {
        commit(StoreOp.create("/a", null), StoreOp.create("/b", ""));

        assertThat(get("/a").orElseThrow().text()).isEmpty();
        assertThat(get("/b").orElseThrow().text()).isEmpty();
    }

    @Test
    void aMissingNodeIsEmpty() {
        assertThat(get("/none")).isEmpty();
        assertThat(on(() -> store.children("/none"))).isEmpty();
    }

    @Test
    void childrenAreNamesNotPaths() {
        commit(StoreOp.create("/a", null), StoreOp.create("/a/x", null), StoreOp.create("/a/x/deep", null));
        commit(StoreOp.create("/a/y", null), StoreOp.create("/ab", null));

        List<String> names = on(() -> store.children("/a")).orElseThrow();

        assertThat(names).containsExactlyInAnyOrder("x", "y");
    }

    @Test
    void aRefusedTransactionNamesTheCulpritAndChangesNothing() {
        commit(StoreOp.create("/a", "0"));

        Committed result =
                commit(StoreOp.create("/b", null), new StoreOp.SetData("/a", "1", 7), StoreOp.create("/c", null));

        assertThat(result).isEqualTo(new Refused(1, Reason.BAD_VERSION));
        assertThat(get("/b")).isEmpty();
        assertThat(get("/a").orElseThrow().data()).isEqualTo("0");
    }

    @Test
    void eachReasonIsTold() {
        commit(StoreOp.create("/a", null), StoreOp.create("/a/b", null));

        assertThat(commit(StoreOp.create("/a", null))).isEqualTo(new Refused(0, Reason.NODE_EXISTS));
        assertThat(commit(StoreOp.create("/x/y", null))).isEqualTo(new Refused(0, Reason.NO_NODE));
        assertThat(commit(new StoreOp.Check("/x", 0))).isEqualTo(new Refused(0, Reason.NO_NODE));
        assertThat(commit(new StoreOp.Check("/a", 3))).isEqualTo(new Refused(0, Reason.BAD_VERSION));
        assertThat(commit(new StoreOp.Delete("/a", -1))).isEqualTo(new Refused(0, Reason.NOT_EMPTY));
    }

    @Test
    void dataSetTellsTheNewVersionAndTheTransactionThatCreatedTheNode() {
        commit(StoreOp.create("/a", "0"));
        long czxid = get("/a").orElseThrow().czxid();

        Done done = (Done) commit(new StoreOp.SetData("/a", "1", 0), new StoreOp.SetData("/a", "2", 1));

        assertThat(done.results()).extracting(Committed.OpResult::version).containsExactly(1, 2);
        assertThat(done.results()).extracting(Committed.OpResult::czxid).containsOnly(czxid);
    }

    @Test
    void sequentialNodesAreNumberedByTheirParent() {
        commit(StoreOp.create("/q", null));

        Done done = (Done) commit(StoreOp.createSequential("/q/n_", "a"), StoreOp.createSequential("/q/n_", "b"));

        assertThat(done.results())
                .extracting(Committed.OpResult::path)
                .containsExactly("/q/n_0000000000", "/q/n_0000000001");
    }

    @Test
    void manyNodesAreReadInTheOrderOfThePaths() {
        commit(StoreOp.create("/m", null));
        List<StoreOp> creates = new ArrayList<>();
        List<String> paths = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            creates.add(StoreOp.create("/m/" + i, "v" + i));
            paths.add("/m/" + i);
        }
        on(() -> store.commit(creates));
        paths.add(500, "/m/none");

        List<Optional<StoredNode>> nodes = on(() -> store.getAll(paths));

        assertThat(nodes).hasSize(1_001);
        assertThat(nodes.get(500)).isEmpty();
        assertThat(nodes.get(499).orElseThrow().data()).isEqualTo("v499");
        assertThat(nodes.get(1_000).orElseThrow().data()).isEqualTo("v999");
    }

    @Test
    void aWatchOnANodeFiresOnceWhenItChanges() throws Exception {
        commit(StoreOp.create("/w", "0"));
        BlockingQueue<String> fired = new LinkedBlockingQueue<>();
        on(() -> store.get("/w", fired::add));

        commit(new StoreOp.SetData("/w", "1", -1));
        commit(new StoreOp.SetData("/w", "2", -1));

        assertThat(fired.poll(10, TimeUnit.SECONDS)).isEqualTo("/w");
        get("/w");
        assertThat(fired).isEmpty();
    }

    @Test
    void aWatchOnAMissingNodeFiresWhenItIsCreated() throws Exception {
        BlockingQueue<String> fired = new LinkedBlockingQueue<>();
        on(() -> store.get("/later", fired::add));

        commit(StoreOp.create("/later", null));

        assertThat(fired.poll(10, TimeUnit.SECONDS)).isEqualTo("/later");
    }

    @Test
    void aWatchOnChildrenFiresForANewChildAndNotForAChangedOne() throws Exception {
        commit(StoreOp.create("/w", null), StoreOp.create("/w/a", null));
        BlockingQueue<String> fired = new LinkedBlockingQueue<>();
        on(() -> store.children("/w", fired::add));

        commit(new StoreOp.SetData("/w/a", "1", -1));
        get("/w");
        assertThat(fired).isEmpty();
        commit(StoreOp.create("/w/b", null));

        assertThat(fired.poll(10, TimeUnit.SECONDS)).isEqualTo("/w");
    }

    @Test
    void anEphemeralBelongsToItsSessionAndGoesWithIt() throws Exception {
        MetadataStore other = another();
        on(() -> other.commit(List.of(StoreOp.createEphemeral("/e", "x"))));
        long owner = get("/e").orElseThrow().ephemeralOwner();
        assertThat(on(() -> CompletableFuture.completedFuture(other.session()))).isEqualTo(new Connected(owner));
        BlockingQueue<String> fired = new LinkedBlockingQueue<>();
        on(() -> store.get("/e", fired::add));

        other.close();

        assertThat(fired.poll(10, TimeUnit.SECONDS)).isEqualTo("/e");
        assertThat(get("/e")).isEmpty();
    }

    @Test
    void anExpiredSessionIsToldAndFollowedByANewOne() throws Exception {
        commit(StoreOp.createEphemeral("/e", "x"));
        BlockingQueue<SessionState> states = new LinkedBlockingQueue<>();
        loop.execute(() -> store.listen(states::add));
        Connected first = (Connected) states.poll(10, TimeUnit.SECONDS);

        expire(store);

        SessionState state = states.poll(20, TimeUnit.SECONDS);
        if (state instanceof SessionState.Suspended) {
            state = states.poll(20, TimeUnit.SECONDS);
        }
        assertThat(state).isEqualTo(new Expired(first.sessionId()));
        Connected second = (Connected) states.poll(20, TimeUnit.SECONDS);
        assertThat(second.sessionId()).isNotEqualTo(first.sessionId());
        assertThat(get("/e")).isEmpty();
    }

    @Test
    void aClosedStoreFailsWhatIsAskedOfIt() {
        MetadataStore other = another();
        other.close().toCompletableFuture().join();

        CompletableFuture<Boolean> failed = new CompletableFuture<>();
        loop.execute(() ->
                other.get("/").whenComplete((node, failure) -> failed.complete(failure instanceof StoreException)));

        assertThat(failed.orTimeout(10, TimeUnit.SECONDS).join()).isTrue();
    }
}
