/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.odradek.protocol.wire.ApiMessage;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A reply that keeps what a handler does with it; for tests of handlers. */
public final class RecordingReply<A extends ApiMessage> implements Reply<A> {
    private @Nullable A answer;
    private @Nullable String closedBecause;
    private @Nullable Runnable onAbandoned;
    private boolean silent;

    @Override
    public void send(A message) {
        requireOpen();
        answer = message;
    }

    @Override
    public void noResponse() {
        requireOpen();
        silent = true;
    }

    @Override
    public void close(String reason) {
        requireOpen();
        closedBecause = reason;
    }

    @Override
    public void onAbandoned(Runnable action) {
        onAbandoned = action;
    }

    private void requireOpen() {
        if (isDone()) {
            throw new IllegalStateException("answered twice");
        }
    }

    public boolean isDone() {
        return answer != null || silent || closedBecause != null;
    }

    public boolean isSilent() {
        return silent;
    }

    public @Nullable String closedBecause() {
        return closedBecause;
    }

    /** The answer, which must have been sent. */
    public A answer() {
        return Objects.requireNonNull(answer, "no answer was sent");
    }

    /** As if the connection had gone away. */
    public void abandon() {
        Objects.requireNonNull(onAbandoned, "the handler does not want to know").run();
    }
}
