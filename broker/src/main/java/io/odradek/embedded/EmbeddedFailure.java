/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.embedded;

import java.io.Serial;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** An embedded cluster did not do what it was told; the message says what, the cause why. */
public final class EmbeddedFailure extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private static final long WAIT_MS_MAX = 30_000;

    EmbeddedFailure(String what, @Nullable Throwable cause) {
        super("could not " + what + (cause == null ? "" : ": " + cause), cause);
    }

    static <T> T orResult(String what, CompletableFuture<T> future) {
        try {
            return future.get(WAIT_MS_MAX, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedFailure(what, e);
        } catch (ExecutionException e) {
            throw new EmbeddedFailure(what, e.getCause());
        } catch (TimeoutException e) {
            throw new EmbeddedFailure(what + " in " + WAIT_MS_MAX + " ms", null);
        }
    }
}
