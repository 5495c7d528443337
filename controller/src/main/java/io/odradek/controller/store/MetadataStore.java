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
 * <p>Calls are sent at once and answered in order, so many may be under way. Reads that lose the connection are sent
 * again by the store when it is back. A transaction that lost the connection fails with {@link StoreException}, because
 * nobody knows whether it happened: the caller reads and decides.
 */
public interface MetadataStore extends AutoCloseable {
    /** The node, or empty where there is none. The watch fires once, at the node's next change, creation or deletion. */
    CompletionStage<Optional<StoredNode>> get(String path, @Nullable Watch watch);

    /** The names of the children, or empty where there is no node. The watch fires once, when the list may differ. */
    CompletionStage<Optional<List<String>>> children(String path, @Nullable Watch watch);

    /** All of the operations or none. */
    CompletionStage<Committed> commit(List<StoreOp> transaction);

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

    /** Ends the session, so that its ephemerals go at once. */
    @Override
    void close();

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
