/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker;

import io.netty.util.concurrent.EventExecutor;
import io.odradek.broker.config.BrokerConfig;
import io.odradek.controller.store.MetadataStore;
import java.util.concurrent.CompletionStage;

/** Opens the store that holds the cluster's truth. */
@FunctionalInterface
public interface StoreOpener {
    /**
     * An open store.
     *
     * @param ours whether it lives in this process, so that nobody else can have anything in it
     * @param closeServer closes what runs behind it in this process; may block
     */
    record OpenStore(MetadataStore store, boolean ours, Runnable closeServer) {}

    /** Fails with {@link StartFailure} if it cannot be opened. */
    CompletionStage<OpenStore> open(BrokerConfig config, EventExecutor loop, Runnable onFatal);
}
