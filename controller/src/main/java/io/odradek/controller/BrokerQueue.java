/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.odradek.controller.image.BrokerImage;
import io.odradek.protocol.wire.ApiMessage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one broker has still to be told, in order, one request at a time; each is sent again until it is answered or the
 * broker is gone. Confined to the controller loop; lives as long as the registration it was made for, or the term.
 *
 * <p>Bounded: a broker that takes nothing for very long is not told every step that it missed. The queue is emptied, and
 * when the broker answers again it is told how things stand now.
 */
final class BrokerQueue {
    private static final Logger LOG = LoggerFactory.getLogger(BrokerQueue.class);
    static final int WAITING_MAX = 1_000;
    private static final int RETRY_MS_MIN = 20;
    private static final int RETRY_MS_MAX = 1_000;

    private final BrokerImage broker;
    private final PeerTransport transport;
    private final EventExecutor loop;
    private final Runnable resend;
    private final Deque<Push> waiting = new ArrayDeque<>();
    private boolean busy;
    private boolean closed;
    private boolean missedSome;
    private int failures;

    /** A request, and who wants its answer; empty if there will be none. */
    private record Push(short version, ApiMessage request, CompletableFuture<Optional<ApiMessage>> answer) {}

    BrokerQueue(BrokerImage broker, PeerTransport transport, EventExecutor loop, Runnable resend) {
        this.broker = broker;
        this.transport = transport;
        this.loop = loop;
        this.resend = resend;
    }

    BrokerImage broker() {
        return broker;
    }

    /** Completes with the answer, or with none if the broker is gone first. Never fails. */
    CompletionStage<Optional<ApiMessage>> add(short version, ApiMessage request) {
        CompletableFuture<Optional<ApiMessage>> answer = new CompletableFuture<>();
        if (closed) {
            answer.complete(Optional.empty());
            return answer;
        }
        if (waiting.size() >= WAITING_MAX) {
            LOG.warn("Broker {} has not answered for so long that it will be told everything anew", broker.id());
            missedSome = true;
            dropAllButFirst();
        }
        waiting.add(new Push(version, request, answer));
        send();
        return answer;
    }

    /** Completes when all that was added so far has been answered, or the broker is gone. */
    CompletionStage<Void> drained() {
        Push last = waiting.peekLast();
        return last == null
                ? CompletableFuture.completedFuture(null)
                : last.answer().thenAccept(answer -> {});
    }

    /** The broker is gone, or the term is over. */
    void close() {
        closed = true;
        List<Push> unanswered = new ArrayList<>(waiting);
        waiting.clear();
        unanswered.forEach(push -> push.answer().complete(Optional.empty()));
    }

    /** The first may be under way, and its answer is still to come. */
    private void dropAllButFirst() {
        List<Push> dropped = new ArrayList<>(waiting);
        Push first = waiting.removeFirst();
        waiting.clear();
        waiting.add(first);
        dropped.subList(1, dropped.size()).forEach(push -> push.answer().complete(Optional.empty()));
    }

    private void send() {
        Push first = waiting.peekFirst();
        if (busy || closed || first == null) {
            return;
        }
        busy = true;
        transport
                .send(broker, first.version(), first.request())
                .whenComplete((answer, failure) -> onLoop(() -> answered(first, answer, failure)));
    }

    private void onLoop(Runnable task) {
        if (loop.inEventLoop()) {
            task.run();
        } else if (!loop.isShuttingDown()) {
            loop.execute(task);
        }
    }

    private void answered(Push push, ApiMessage answer, Throwable failure) {
        busy = false;
        if (closed) {
            return;
        }
        if (failure != null) {
            retryLater(failure);
            return;
        }
        failures = 0;
        waiting.removeFirst();
        push.answer().complete(Optional.of(answer));
        if (missedSome) {
            missedSome = false;
            resend.run();
        }
        send();
    }

    private void retryLater(Throwable failure) {
        int delayMs = Math.min(RETRY_MS_MAX, RETRY_MS_MIN << Math.min(failures, 10));
        failures++;
        LOG.debug("Broker {} did not answer; trying again in {} ms", broker.id(), delayMs, failure);
        busy = true;
        Future<?> unused = loop.schedule(this::retry, delayMs, TimeUnit.MILLISECONDS);
    }

    private void retry() {
        busy = false;
        send();
    }
}
