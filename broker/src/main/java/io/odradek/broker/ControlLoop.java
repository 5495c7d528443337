/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker;

import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.SingleThreadEventExecutor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread of the controller and of what the broker does once rather than all the time. Netty's own executor of this
 * kind ends with the first task that throws, and whoever waits for a later one waits for ever; this one says what
 * happened and goes on, as the I/O loops do.
 */
final class ControlLoop extends SingleThreadEventExecutor {
    private static final Logger LOG = LoggerFactory.getLogger(ControlLoop.class);

    ControlLoop() {
        super(null, new DefaultThreadFactory("odradek-control"), true);
    }

    @Override
    protected void run() {
        do {
            Runnable task = takeTask();
            if (task != null) {
                runGuarded(task);
                updateLastExecutionTime();
            }
        } while (!confirmShutdown());
    }

    /** On the loop: what was to be done there is left undone. */
    void discardTasks() {
        assert inEventLoop();
        while (hasTasks()) {
            Runnable unused = pollTask();
        }
    }

    private static void runGuarded(Runnable task) {
        try {
            runTask(task);
        } catch (RuntimeException | AssertionError e) {
            LOG.error("A fault on the control loop, which goes on without that task", e);
        }
    }
}
