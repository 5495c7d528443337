/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Runs a call on its owner's loop and hands its result on; the way into every confined class of this package. */
final class LoopCalls {
    private LoopCalls() {}

    static <T> CompletionStage<T> on(EventExecutor loop, Supplier<CompletionStage<T>> call) {
        CompletableFuture<T> result = new CompletableFuture<>();
        loop.execute(() -> relay(call, result));
        return result;
    }

    private static <T> void relay(Supplier<CompletionStage<T>> call, CompletableFuture<T> result) {
        try {
            call.get().whenComplete((value, failure) -> {
                if (failure == null) {
                    result.complete(value);
                } else {
                    result.completeExceptionally(failure);
                }
            });
        } catch (RuntimeException e) {
            result.completeExceptionally(e);
        }
    }
}
