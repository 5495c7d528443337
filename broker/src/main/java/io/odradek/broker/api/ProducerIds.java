/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import io.odradek.broker.partition.ShardLoops;
import io.odradek.controller.ProducerIdBlock;
import io.odradek.protocol.error.ErrorCode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Producer ids, each handed out once in the life of the cluster: out of blocks that the controller gives, the next one
 * asked for before the present one is used up, so that producers can come while there is no controller. Owned by one
 * loop, to which {@link #next} goes by itself. What is left of its blocks is lost with the process.
 *
 * <p>A controller that hangs holds up nobody for longer than {@link #PATIENCE_MS}: the producer is told to come again,
 * and the next one asks whoever is the controller by then.
 */
public final class ProducerIds {
    /** Producers that may wait for a block at a time; the next one is told to come again. */
    static final int WAITING_MAX = 10_000;

    /** How long an answer of the controller is waited for. */
    static final int PATIENCE_MS = 1_000;

    /** The next block is asked for when so many are left, a tenth of what a controller gives. */
    private static final int SPARE_IDS = 100;

    private final EventExecutor loop;
    private final ControllerCalls controller;
    private final LongSupplier brokerEpoch;
    private final Deque<Taker> waiting = new ArrayDeque<>();
    private long nextId;
    private long endId;
    /** Comes after the present one; null if there is none yet. */
    private @Nullable ProducerIdBlock spare;

    private @Nullable ScheduledFuture<?> asking;
    /** Which answer is waited for: one that was given up tells nothing of the controller of today. */
    private long asked;

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

    /** Asks for a block before the first producer comes. Any thread may call. */
    public void prepare() {
        ShardLoops.run(loop, this::askIfFew);
    }

    /** Any thread may call. */
    public void next(Taker taker) {
        ShardLoops.run(loop, () -> {
            if (waiting.size() >= WAITING_MAX) {
                taker.take(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS, -1);
            } else {
                waiting.add(taker);
                serve();
                askIfFew();
            }
        });
    }

    private void serve() {
        while (!waiting.isEmpty()) {
            ProducerIdBlock following = spare;
            if (nextId == endId && following != null) {
                nextId = following.first();
                endId = following.first() + following.count();
                spare = null;
            }
            if (nextId == endId) {
                return;
            }
            waiting.remove().take(ErrorCode.NONE, nextId++);
        }
    }

    private void askIfFew() {
        boolean few = spare == null && endId - nextId <= SPARE_IDS;
        if (few && asking == null) {
            long question = ++asked;
            asking = loop.schedule(() -> giveUp(question), PATIENCE_MS, TimeUnit.MILLISECONDS);
            controller
                    .allocateProducerIds(brokerEpoch.getAsLong())
                    .whenComplete((block, failure) -> ShardLoops.run(
                            loop,
                            () -> answered(
                                    question,
                                    failure == null
                                            ? block
                                            : ProducerIdBlock.refused(ErrorCode.COORDINATOR_NOT_AVAILABLE))));
        }
    }

    private void answered(long question, ProducerIdBlock block) {
        boolean awaited = question == asked && asking != null;
        if (awaited) {
            stopAsking();
        }
        if (block.error() != ErrorCode.NONE) {
            if (awaited) {
                refuseAll();
            }
        } else if (spare == null) {
            // However late: nobody else was given it.
            spare = block;
            serve();
            if (!waiting.isEmpty()) {
                askIfFew();
            }
        }
    }

    private void giveUp(long question) {
        if (question == asked && asking != null) {
            stopAsking();
            refuseAll();
        }
    }

    private void stopAsking() {
        if (asking != null) {
            asking.cancel(false);
            asking = null;
        }
    }

    /** Whatever the controller's reason is, the producer can only come again, and Kafka's word for that is this one. */
    private void refuseAll() {
        while (!waiting.isEmpty()) {
            waiting.remove().take(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS, -1);
        }
    }
}
