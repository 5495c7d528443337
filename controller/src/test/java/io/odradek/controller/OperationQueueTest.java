/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

class OperationQueueTest {
    private final OperationQueue queue = new OperationQueue();
    private final List<String> begun = new ArrayList<>();

    private CompletableFuture<String> add(String name, CompletableFuture<String> result) {
        return queue.run(() -> {
                    begun.add(name);
                    return result;
                })
                .toCompletableFuture();
    }

    @Test
    void eachBeginsWhenTheOneBeforeHasEnded() {
        CompletableFuture<String> first = new CompletableFuture<>();
        assertThat(add("first", first)).isNotDone();
        CompletableFuture<String> second = add("second", CompletableFuture.completedFuture("done"));
        assertThat(begun).containsExactly("first");

        first.complete("");

        assertThat(begun).containsExactly("first", "second");
        assertThat(second.join()).isEqualTo("done");
    }

    @Test
    void aFailureEndsOnlyItsOwnOperation() {
        CompletableFuture<String> failed = add("failed", CompletableFuture.failedFuture(new IllegalStateException()));
        CompletableFuture<String> thrown = queue.<String>run(() -> {
                    throw new IllegalStateException();
                })
                .toCompletableFuture();

        assertThat(failed).isCompletedExceptionally();
        assertThat(thrown).isCompletedExceptionally();
        assertThat(add("next", CompletableFuture.completedFuture("done")).join())
                .isEqualTo("done");
    }

    @Test
    void whatDoesNotFitIsRefusedAtOnce() {
        assertThat(add("stuck", new CompletableFuture<>())).isNotDone();
        for (int i = 0; i < OperationQueue.WAITING_MAX; i++) {
            assertThat(add("waits", new CompletableFuture<>())).isNotDone();
        }

        CompletableFuture<String> refused = add("too many", new CompletableFuture<>());

        Assertions.assertThatThrownBy(refused::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(OperationQueue.FullException.class);
    }
}
