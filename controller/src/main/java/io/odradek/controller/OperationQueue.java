/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

import io.odradek.controller.store.StoreException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * One change at a time: each begins when the one before has been stored and applied, so it decides on what is true.
 * Confined to the controller loop. Bounded; what does not fit is refused at once.
 */
final class OperationQueue {
    static final int WAITING_MAX = 10_000;

    private static final String TERM_OVER = "the term of this controller has ended";

    private final Deque<Operation<?>> waiting = new ArrayDeque<>();
    private boolean busy;
    private boolean closed;

    /** The queue is full. */
    static final class FullException extends RuntimeException {
        private static final long serialVersionUID = 1;

        FullException() {
            super(WAITING_MAX + " operations wait for the controller already");
        }
    }

    private record Operation<T>(Supplier<CompletionStage<T>> call, CompletableFuture<T> result) {}

    <T> CompletionStage<T> run(Supplier<CompletionStage<T>> call) {
        CompletableFuture<T> result = new CompletableFuture<>();
        if (closed) {
            result.completeExceptionally(new StoreException(TERM_OVER));
        } else if (waiting.size() >= WAITING_MAX) {
            result.completeExceptionally(new FullException());
        } else {
            waiting.add(new Operation<>(call, result));
            next();
        }
        return result;
    }

    /** The term is over: what has not begun never will, for it would decide on what is no longer true. */
    void close() {
        closed = true;
        List<Operation<?>> dropped = new ArrayList<>(waiting);
        waiting.clear();
        dropped.forEach(operation -> operation.result().completeExceptionally(new StoreException(TERM_OVER)));
    }

    private void next() {
        while (!busy && !waiting.isEmpty()) {
            busy = true;
            begin(waiting.remove());
        }
    }

    private <T> void begin(Operation<T> operation) {
        CompletionStage<T> stage;
        try {
            stage = operation.call().get();
        } catch (RuntimeException e) {
            busy = false;
            operation.result().completeExceptionally(e);
            return;
        }
        stage.whenComplete((value, failure) -> {
            busy = false;
            if (failure == null) {
                operation.result().complete(value);
            } else {
                operation.result().completeExceptionally(failure);
            }
            next();
        });
    }
}
