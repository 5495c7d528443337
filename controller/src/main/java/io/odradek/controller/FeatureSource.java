/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

import io.netty.util.concurrent.EventExecutor;
import io.odradek.controller.store.MetadataStore;
import io.odradek.controller.store.SessionState;
import io.odradek.controller.store.StoreException;
import io.odradek.controller.store.StoredNode;
import io.odradek.controller.store.ZNodes;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The features that are finalized for the cluster, as every broker knows them: read at start and with every new session,
 * and again whenever /feature changes. What was read last may be asked for on any thread; everything else happens on the
 * controller loop.
 */
public final class FeatureSource {
    private static final Logger LOG = LoggerFactory.getLogger(FeatureSource.class);

    private final MetadataStore store;
    private final EventExecutor loop;
    private long readSession;

    private volatile FinalizedFeatures current = FinalizedFeatures.UNKNOWN;

    public FeatureSource(MetadataStore store, ControllerEnvironment environment) {
        this.store = store;
        this.loop = environment.loop();
    }

    public FinalizedFeatures current() {
        return current;
    }

    /** Reads for the first time, and from then on follows changes. */
    public CompletionStage<FinalizedFeatures> start() {
        return LoopCalls.on(
                loop,
                () -> read(true).thenApply(features -> {
                    store.listen(this::onSession);
                    return features;
                }));
    }

    /** Reads now, for whoever knows of a change. */
    public CompletionStage<FinalizedFeatures> refresh() {
        return LoopCalls.on(loop, () -> read(false));
    }

    private void onSession(SessionState state) {
        if (state instanceof SessionState.Connected connected && connected.sessionId() != readSession) {
            readAgain();
        }
    }

    private void readAgain() {
        read(true).whenComplete((features, failure) -> {
            if (failure != null) {
                LOG.warn(
                        "The cluster's features could not be read again, and will be with the next session: {}",
                        failure.getMessage());
            }
        });
    }

    private CompletionStage<FinalizedFeatures> read(boolean watching) {
        return store.get(ZNodes.FEATURE, watching ? path -> readAgain() : null).thenApply(node -> {
            readSession = store.session() instanceof SessionState.Connected connected ? connected.sessionId() : 0;
            FinalizedFeatures features = decode(node);
            if (features.epoch() != current.epoch() || !features.levels().equals(current.levels())) {
                LOG.info("Finalized features at epoch {}: {}", features.epoch(), features.levels());
            }
            current = features;
            return features;
        });
    }

    /** A node that nobody can read finalizes nothing, as with Kafka. */
    private static FinalizedFeatures decode(Optional<StoredNode> node) {
        if (node.isEmpty()) {
            return FinalizedFeatures.UNKNOWN;
        }
        try {
            return new FinalizedFeatures(
                    ZNodes.readFeatures(node.get().text()), node.get().version());
        } catch (StoreException e) {
            LOG.error("No feature is taken for finalized: {}", e.getMessage());
            return new FinalizedFeatures(Map.of(), node.get().version());
        }
    }
}
