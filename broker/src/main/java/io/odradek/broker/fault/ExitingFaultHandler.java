/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.fault;

import io.odradek.controller.image.TopicPartition;
import java.io.IOException;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The policy of a running broker: a partition fault is logged and handed to whoever takes that partition offline, a
 * process fault is logged and ends the process through the given action.
 */
public final class ExitingFaultHandler implements FaultHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ExitingFaultHandler.class);

    private final BiConsumer<TopicPartition, Throwable> takeOffline;
    private final Runnable exit;

    public ExitingFaultHandler(BiConsumer<TopicPartition, Throwable> takeOffline, Runnable exit) {
        this.takeOffline = takeOffline;
        this.exit = exit;
    }

    @Override
    public void partitionFault(TopicPartition partition, String what, Throwable cause) {
        LOG.error("Fault in partition {}, which goes offline: {}", partition, what, cause);
        takeOffline.accept(partition, cause);
    }

    @Override
    public void processFault(String what, Throwable cause) {
        if (cause instanceof IOException) {
            // The disk's fault, not the code's: where it was met says nothing.
            LOG.error("The broker exits: {}: {}", what, cause.toString());
        } else {
            LOG.error("Fault, the broker exits: {}", what, cause);
        }
        exit.run();
    }
}
