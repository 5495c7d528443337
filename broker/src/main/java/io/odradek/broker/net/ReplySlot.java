/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.net;

import io.odradek.broker.api.Reply;
import io.odradek.broker.api.RequestContext;
import io.odradek.protocol.wire.ApiMessage;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The place of one request in the order of its connection, made when the request is decoded and gone when its answer
 * was written. The methods of {@link Reply} may be called from any thread; everything else is confined to the I/O loop.
 */
final class ReplySlot implements Reply<ApiMessage> {
    private final Connection connection;
    private final Request request;
    private final RequestContext context;
    private boolean awaitsTurn;
    private boolean answered;
    private @Nullable ApiMessage answer;
    private @Nullable Runnable onAbandoned;

    ReplySlot(Connection connection, Request request) {
        this.connection = connection;
        this.request = request;
        this.context = new RequestContext(
                request.handler().apiKey(),
                request.apiVersion(),
                request.correlationId(),
                request.clientId(),
                connection,
                request.frameBytes(),
                request.unsupportedVersion());
    }

    RequestContext context() {
        return context;
    }

    Request request() {
        return request;
    }

    @Override
    public void send(ApiMessage message) {
        if (connection.ioLoop().inEventLoop()) {
            accept(message);
            return;
        }
        try {
            connection.ioLoop().execute(() -> accept(message));
        } catch (RejectedExecutionException e) {
            // The loop is gone, and the connection with it.
            message.release();
        }
    }

    @Override
    public void noResponse() {
        if (connection.ioLoop().inEventLoop()) {
            accept(null);
            return;
        }
        try {
            connection.ioLoop().execute(() -> accept(null));
        } catch (RejectedExecutionException e) {
            connection.logLateAnswer(request);
        }
    }

    @Override
    public void close(String reason) {
        connection.close(reason);
    }

    @Override
    public void onAbandoned(Runnable action) {
        assert connection.ioLoop().inEventLoop();
        onAbandoned = action;
    }

    private void accept(@Nullable ApiMessage message) {
        if (answered) {
            if (message != null) {
                message.release();
            }
            connection.answeredTwice(request);
            return;
        }
        answered = true;
        answer = message;
        connection.drain();
    }

    /** Nothing is done with the request until everything before it is answered. */
    void awaitTurn() {
        awaitsTurn = true;
    }

    /** Its turn has come; says whether it had waited for that. */
    boolean takeTurn() {
        boolean waited = awaitsTurn;
        awaitsTurn = false;
        return waited;
    }

    boolean isAnswered() {
        return answered;
    }

    /** The answer, handed over to the caller; null for a request that gets none. */
    @Nullable
    ApiMessage takeAnswer() {
        ApiMessage taken = answer;
        answer = null;
        return taken;
    }

    /** The connection is gone: what comes now is dropped. */
    void abandon() {
        boolean parked = !answered;
        ApiMessage unsent = takeAnswer();
        if (unsent != null) {
            unsent.release();
        }
        Runnable action = onAbandoned;
        onAbandoned = null;
        if (parked && action != null) {
            action.run();
        }
    }
}
