/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.netty.util.concurrent.EventExecutor;
import io.odradek.broker.partition.ShardLoops;
import io.odradek.controller.ProducerIdBlock;
import io.odradek.protocol.error.ErrorCode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/**
 * Producer ids, each handed out once in the life of the cluster: out of blocks that the controller gives, the next one
 * asked for when the present one is used up. Owned by one loop, to which {@link #next} goes by itself. What is left of
 * the last block is lost with the process.
 */
public final class ProducerIds {
    /** Producers that may wait for a block at a time; the next one is told to come again. */
    static final int WAITING_MAX = 10_000;

    private final EventExecutor loop;
    private final ControllerCalls controller;
    private final LongSupplier brokerEpoch;
    private final Deque<Taker> waiting = new ArrayDeque<>();
    private long nextId;
    private long endId;
    private boolean asking;

    /** @param brokerEpoch the epoch of this broker's registration, -1 before there is one */
    public ProducerIds(EventExecutor loop, ControllerCalls controller, LongSupplier brokerEpoch) {
        this.loop = loop;
        this.controller = controller;
        this.brokerEpoch = brokerEpoch;
    }

    /** Gets an id, or -1 and why; on this object's loop. */
    @FunctionalInterface
    public interface Taker {
        void take(ErrorCode error, long producerId);
    }

    /** Any thread may call. */
    public void next(Taker taker) {
        ShardLoops.run(loop, () -> {
            if (nextId < endId) {
                taker.take(ErrorCode.NONE, nextId++);
            } else if (waiting.size() >= WAITING_MAX) {
                taker.take(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS, -1);
            } else {
                waiting.add(taker);
                ask();
            }
        });
    }

    private void ask() {
        if (!asking) {
            asking = true;
            controller
                    .allocateProducerIds(brokerEpoch.getAsLong())
                    .whenComplete((block, failure) -> ShardLoops.run(
                            loop,
                            () -> take(
                                    failure == null
                                            ? block
                                            : ProducerIdBlock.refused(ErrorCode.COORDINATOR_NOT_AVAILABLE))));
        }
    }

    private void take(ProducerIdBlock block) {
        asking = false;
        if (block.error() != ErrorCode.NONE) {
            refuseAll();
            return;
        }
        nextId = block.first();
        endId = block.first() + block.count();
        while (!waiting.isEmpty() && nextId < endId) {
            waiting.remove().take(ErrorCode.NONE, nextId++);
        }
        if (!waiting.isEmpty()) {
            ask();
        }
    }

    /** Whatever the controller's reason is, the producer can only come again, and Kafka's word for that is this one. */
    private void refuseAll() {
        while (!waiting.isEmpty()) {
            waiting.remove().take(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS, -1);
        }
    }
}
