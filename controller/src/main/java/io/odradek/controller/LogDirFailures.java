/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

import io.odradek.controller.image.BrokerImage;
import io.odradek.controller.store.StoreException;
import io.odradek.controller.store.StoreOp;
import io.odradek.controller.store.StoredNode;
import io.odradek.controller.store.ZNodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brokers that lost a log directory say so below /log_dir_event_notification, and do not say which partitions that was:
 * their answer to the next LeaderAndIsr does. So each of them is told all its roles once more. Confined to the controller
 * loop; as old as the term.
 */
final class LogDirFailures {
    private static final Logger LOG = LoggerFactory.getLogger(LogDirFailures.class);

    private final Term term;
    private final Consumer<List<BrokerImage>> tellEverything;

    LogDirFailures(Term term, Consumer<List<BrokerImage>> tellEverything) {
        this.term = term;
        this.tellEverything = tellEverything;
    }

    /** Deals with what stands there, and listens for more. */
    void begin() {
        term.operations().run(this::look).whenComplete((done, failure) -> {
            if (failure != null) {
                LOG.debug("Failures of log directories are left to the next controller", failure);
            }
        });
    }

    private CompletionStage<Void> look() {
        return term.store()
                .reads()
                .children(ZNodes.LOG_DIR_EVENTS, path -> begin())
                .thenCompose(names -> {
                    List<String> paths = new ArrayList<>();
                    names.orElse(List.of()).forEach(name -> paths.add(ZNodes.LOG_DIR_EVENTS + "/" + name));
                    return term.store().reads().getAll(paths).thenAccept(nodes -> onEvents(paths, nodes));
                });
    }

    private void onEvents(List<String> paths, List<Optional<StoredNode>> nodes) {
        TreeMap<Integer, BrokerImage> brokers = new TreeMap<>();
        for (int i = 0; i < paths.size(); i++) {
            String path = paths.get(i);
            nodes.get(i).ifPresent(node -> {
                try {
                    BrokerImage broker = term.cluster().live().get(ZNodes.readLogDirEvent(path, node.text()));
                    if (broker != null) {
                        brokers.put(broker.id(), broker);
                    }
                } catch (StoreException e) {
                    LOG.error("{} is ignored: {}", path, e.getMessage());
                }
                term.store().attempt(new StoreOp.Delete(path, StoreOp.ANY_VERSION));
            });
        }
        if (!brokers.isEmpty()) {
            LOG.warn("Brokers {} have lost a log directory", brokers.keySet());
            tellEverything.accept(List.copyOf(brokers.values()));
        }
    }
}
