/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.odradek.controller.ShutdownAnswer;
import io.odradek.protocol.error.ErrorCode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the controller to move leadership off this broker, and asks again while some stays. While the controller is just
 * being replaced, or cannot be reached, it is asked again often and not for long: without one, nothing is handed on. Nor
 * is it without ZooKeeper: a controller then holds its answer back, for as long as ZooKeeper is away. Confined to the control loop; used once, when the broker stops.
 */
final class ControlledShutdown {
    private static final Logger LOG = LoggerFactory.getLogger(ControlledShutdown.class);
    private static final long HEARD_MS = 150;
    private static final long NO_CONTROLLER_BACKOFF_MS = 100;
    private static final long NO_CONTROLLER_MS_MAX = 2_000;
    private static final long LOOK_MS = 100;

    private final EventExecutor loop;
    private final Supplier<CompletionStage<ShutdownAnswer>> ask;
    private final BooleanSupplier othersAlive;
    private final BooleanSupplier storeAnswers;
    private final long backoffMs;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private boolean asking;

    /** Somebody who may yet come into sync is waited for. */
    private boolean waitingForOthers;

    private long leftMs;
    private long leftWithoutControllerMs = NO_CONTROLLER_MS_MAX;

    /**
     * @param othersAlive whether there is anybody who may come into sync while this broker waits
     * @param storeAnswers whether this broker has a connection to ZooKeeper
     * @param retries how many times it may ask again
     * @param backoffMs how long it waits before that
     */
    ControlledShutdown(
            EventExecutor loop,
            Supplier<CompletionStage<ShutdownAnswer>> ask,
            BooleanSupplier othersAlive,
            BooleanSupplier storeAnswers,
            int retries,
            long backoffMs) {
        this.loop = loop;
        this.ask = ask;
        this.othersAlive = othersAlive;
        this.storeAnswers = storeAnswers;
        this.backoffMs = backoffMs;
        this.leftMs = retries * backoffMs;
    }

    /** Completes when nothing is led here any more that others could lead, or when that took too long; never fails. */
    CompletionStage<Void> run() {
        loop.execute(() -> {
            attempt();
            look();
        });
        return done;
    }

    /**
     * Time in which an answer is out that cannot come counts as time without a controller. Where a whole cluster stops,
     * the last one would wait for those that have stopped before it.
     */
    private void look() {
        if (done.isDone()) {
            return;
        }
        if (asking && !storeAnswers.getAsBoolean()) {
            leftWithoutControllerMs -= LOOK_MS;
            if (leftWithoutControllerMs <= 0) {
                giveUp("no ZooKeeper server answers");
                return;
            }
        }
        if (waitingForOthers && !othersAlive.getAsBoolean()) {
            LOG.info("All other brokers have gone meanwhile: nobody is left to lead");
            done.complete(null);
            return;
        }
        Future<?> unused = loop.schedule(this::look, LOOK_MS, TimeUnit.MILLISECONDS);
    }

    private void attempt() {
        if (done.isDone()) {
            return;
        }
        asking = true;
        waitingForOthers = false;
        ask.get()
                .whenComplete((answer, failure) -> loop.execute(() -> {
                    asking = false;
                    if (done.isDone()) {
                        return;
                    }
                    if (failure != null) {
                        again("it was not answered: " + failure.getMessage(), backoffMs);
                    } else if (answer.error() == ErrorCode.NOT_CONTROLLER) {
                        againWithoutController();
                    } else if (answer.error() != ErrorCode.NONE) {
                        again("the controller answered " + answer.error(), backoffMs);
                    } else if (!answer.remaining().isEmpty() && othersAlive.getAsBoolean()) {
                        waitingForOthers = true;
                        again("nobody else can lead " + answer.remaining().size() + " partitions", backoffMs);
                    } else if (othersAlive.getAsBoolean()) {
                        // Clients and followers hear here where to go on; a closed connection would send them
                        // searching.
                        Future<?> unused = loop.schedule(() -> done.complete(null), HEARD_MS, TimeUnit.MILLISECONDS);
                    } else {
                        done.complete(null);
                    }
                }));
    }

    private void againWithoutController() {
        if (leftWithoutControllerMs <= 0) {
            giveUp("no controller was reached");
            return;
        }
        leftWithoutControllerMs -= NO_CONTROLLER_BACKOFF_MS;
        Future<?> unused = loop.schedule(this::attempt, NO_CONTROLLER_BACKOFF_MS, TimeUnit.MILLISECONDS);
    }

    private void giveUp(String why) {
        LOG.warn("This broker stops without having handed its leadership on: {}", why);
        done.complete(null);
    }

    private void again(String why, long waitMs) {
        if (leftMs <= 0) {
            giveUp(why);
            return;
        }
        LOG.info("Leadership is not handed on yet: {}; asking again in {} ms", why, waitMs);
        leftMs -= Math.max(1, waitMs);
        Future<?> unused = loop.schedule(this::attempt, waitMs, TimeUnit.MILLISECONDS);
    }
}
