/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

import io.netty.util.concurrent.Future;
import io.odradek.controller.store.Committed;
import io.odradek.controller.store.MetadataStore;
import io.odradek.controller.store.StoreOp;
import io.odradek.controller.store.ZNodes;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a broker tells the controller that one of its log directories has failed: a node below
 * /log_dir_event_notification, as Kafka's brokers write it. The controller then asks the broker which partitions it still
 * has. Any thread may call; repeated on the control loop until the store has it.
 */
public final class LogDirEvents {
    private static final Logger LOG = LoggerFactory.getLogger(LogDirEvents.class);
    private static final long RETRY_MS = 1_000;

    private final MetadataStore store;
    private final ControllerEnvironment environment;

    public LogDirEvents(MetadataStore store, ControllerEnvironment environment) {
        this.store = store;
        this.environment = environment;
    }

    /** A directory of that broker is out of use. */
    public void directoryFailed(int brokerId) {
        StoreOp node = StoreOp.createSequential(ZNodes.LOG_DIR_EVENT_PREFIX, ZNodes.logDirFailureText(brokerId));
        LoopCalls.on(environment.loop(), () -> store.commit(List.of(node))).whenComplete((committed, failure) -> {
            if (failure == null && committed instanceof Committed.Done) {
                return;
            }
            LOG.warn(
                    "The controller could not be told of the failed log directory yet ({}); trying again",
                    failure == null ? committed : failure.toString());
            if (!environment.loop().isShuttingDown()) {
                Future<?> unused =
                        environment.loop().schedule(() -> directoryFailed(brokerId), RETRY_MS, TimeUnit.MILLISECONDS);
            }
        });
    }
}
