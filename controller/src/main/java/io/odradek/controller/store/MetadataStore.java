/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.store;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The tree of znodes that holds the cluster's truth, as a port. Confined to the loop it was made with: calls are made
 * there, stages complete there, watches and session states are heard there.
 *
 * <p>Calls are sent at once, so many may be under way; the store sees them in the order of the calls. Reads that lose
 * the connection are sent again when it is back. A transaction that lost the connection fails with
 * {@link StoreException}, because nobody knows whether it happened: the caller reads and decides. What is asked while
 * there is no connection waits for it; what waits when the session expires fails.
 */
public interface MetadataStore {
    /** Makes what must stand before the first node can be created; once, before any other call. */
    CompletionStage<Void> prepare();

    /** The node, or empty where there is none. The watch fires once, at the node's next change, creation or deletion. */
    CompletionStage<Optional<StoredNode>> get(String path, @Nullable Watch watch);

    /** The names of the children, or empty where there is no node. The watch fires once, when the list may differ. */
    CompletionStage<Optional<List<String>>> children(String path, @Nullable Watch watch);

    /** Many nodes, in the order of the paths, for less than as many reads; not one snapshot of the tree. */
    CompletionStage<List<Optional<StoredNode>>> getAll(List<String> paths);

    /** All of the operations or none. */
    CompletionStage<Committed> commit(List<StoreOp> transaction);

    /** The most bytes that the operations of one transaction may add up to, by {@link StoreOp#sizeBytes()}. */
    int transactionBytesMax();

    default CompletionStage<Optional<StoredNode>> get(String path) {
        return get(path, null);
    }

    default CompletionStage<Optional<List<String>>> children(String path) {
        return children(path, null);
    }

    /** Hears of every later change of the session, and at once of the present state. */
    void listen(SessionListener listener);

    /** The session's present state. */
    SessionState session();

    /** Whether the leader of the store's own servers runs in this process, so that both end together. Any thread may call. */
    default boolean isLedHere() {
        return false;
    }

    /** Ends the session, so that its ephemerals go at once. Any thread may call. */
    CompletionStage<Void> close();

    /**
     * Leaves as the killed process of a client does: the session and its ephemerals stay until the servers end it. For
     * whoever ends a broker without a process of its own; on the loop, or while that stands still for ever.
     */
    void abandon();

    /** Says nothing and hears nothing until {@link #reconnect}, as a stopped process; any thread. */
    default void disconnect() {}

    /** The end of {@link #disconnect}: the session goes on, if the servers have not ended it. */
    default void reconnect() {}

    /** Called once when something under a watch may have changed. */
    @FunctionalInterface
    interface Watch {
        void fired(String path);
    }

    /** Hears session states. */
    @FunctionalInterface
    interface SessionListener {
        void onSession(SessionState state);
    }
}
