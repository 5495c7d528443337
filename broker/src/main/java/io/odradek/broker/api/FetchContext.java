/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.odradek.broker.partition.FetchCall;
import io.odradek.broker.partition.Fetched;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.FetchRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one request stands to a fetch session: it has none, opens one, goes on with one, or is refused. Lives as long as
 * the request, on the I/O loop.
 */
final class FetchContext {
    static final int NO_SESSION = 0;
    private static final int OPENING_EPOCH = 0;
    private static final int CLOSING_EPOCH = -1;

    private final ErrorCode error;
    private final List<FetchSession.Cached> partitions;
    private final @Nullable FetchSession session;
    private final boolean opens;

    private FetchContext(
            ErrorCode error, List<FetchSession.Cached> partitions, @Nullable FetchSession session, boolean opens) {
        this.error = error;
        this.partitions = partitions;
        this.session = session;
        this.opens = opens;
    }

    static FetchContext of(FetchRequest request, boolean byId, @Nullable FetchSessionCache cache, long nowMs) {
        if (request.sessionEpoch() == OPENING_EPOCH || request.sessionEpoch() == CLOSING_EPOCH) {
            if (cache != null && request.sessionId() != NO_SESSION) {
                cache.remove(request.sessionId());
            }
            boolean opens = cache != null && request.sessionEpoch() == OPENING_EPOCH;
            return new FetchContext(ErrorCode.NONE, FetchSession.of(request, byId), null, opens);
        }
        FetchSession session = cache == null ? null : cache.find(request.sessionId());
        if (cache == null || session == null) {
            return refused(ErrorCode.FETCH_SESSION_ID_NOT_FOUND);
        }
        if (session.epoch() != request.sessionEpoch()) {
            return refused(ErrorCode.INVALID_FETCH_SESSION_EPOCH);
        }
        if (session.usesTopicIds() != byId) {
            return refused(ErrorCode.FETCH_SESSION_TOPIC_ID_ERROR);
        }
        session.update(request);
        session.advance(nowMs);
        if (session.isWatched() && session.size() > 0) {
            return new FetchContext(ErrorCode.NONE, List.of(), session, false);
        }
        if (session.size() == 0) {
            cache.remove(session.id());
            return new FetchContext(ErrorCode.NONE, List.of(), null, false);
        }
        return new FetchContext(ErrorCode.NONE, List.copyOf(session.partitions()), session, false);
    }

    private static FetchContext refused(ErrorCode error) {
        return new FetchContext(error, List.of(), null, false);
    }

    ErrorCode error() {
        return error;
    }

    /** The session that goes on; null if there is none. */
    @Nullable
    FetchSession session() {
        return session;
    }

    /** What is to be read; a watched session says that itself. */
    List<FetchSession.Cached> partitions() {
        return partitions;
    }

    /** The request is on its way; the one before it in the session need not wait any longer. */
    void started(FetchCall call) {
        if (session != null) {
            session.started(call);
        }
    }

    boolean opensSession() {
        return opens;
    }

    /** Whether an answer may leave out what is not new. */
    boolean isIncremental() {
        return session != null;
    }

    int sessionId() {
        return session == null ? NO_SESSION : session.id();
    }

    /** Of the results, those that the answer names; the rest is let go by the caller. */
    boolean[] named(List<Fetched> results) {
        boolean[] named = new boolean[results.size()];
        List<FetchSession.Cached> served = new ArrayList<>();
        for (int i = 0; i < named.length; i++) {
            FetchSession.Cached cached = partitions.get(i);
            Fetched fetched = results.get(i);
            named[i] = cached.hasNews(fetched) || !isIncremental();
            if (session != null && fetched.sizeBytes() > 0) {
                served.add(cached);
            }
        }
        if (session != null) {
            session.moveToEnd(served);
        }
        return named;
    }
}
