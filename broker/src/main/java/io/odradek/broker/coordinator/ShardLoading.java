/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator;

import io.netty.util.concurrent.EventExecutor;
import io.odradek.broker.log.LogSlice;
import io.odradek.broker.log.ReadResult;
import io.odradek.broker.partition.LeaderLog;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Replays a partition's log into an empty state. Pieces are read and decoded on the disk pool, a few ahead of what is
 * applied on the loop, a few records a turn, so that whatever else lives on that loop is not held up. Confined to the
 * loop; ends by telling, or silently by {@link #end}.
 */
final class ShardLoading<S extends CoordinatorState> {
    /** Small enough for what was decoded and waits to be taken for garbage while it is young. */
    private static final int PIECE_BYTES = 256 << 10;

    private static final int PIECES_AHEAD_MAX = 3;
    private static final int RECORDS_PER_TURN = 1_000;

    private final EventExecutor loop;
    private final LeaderLog log;
    private final RecordFormat format;
    private final Executor diskPool;
    private final S state;
    private final Told<S> told;
    private final Deque<ReplayedPiece> ahead = new ArrayDeque<>();
    private boolean reading;
    private boolean applying;
    private long nextOffset;
    private long records;
    private boolean ended;

    /** What comes of it. */
    interface Told<S> {
        void loaded(S state, long records);

        void failed(String why);
    }

    ShardLoading(EventExecutor loop, LeaderLog log, RecordFormat format, Executor diskPool, S state, Told<S> told) {
        this.loop = loop;
        this.log = log;
        this.format = format;
        this.diskPool = diskPool;
        this.state = state;
        this.told = told;
    }

    void start() {
        nextOffset = log.startOffset();
        goOn();
    }

    void end() {
        ended = true;
    }

    /** Reads and applies, unless it does so or has nothing to; the end of the log, when all is applied, is the end. */
    private void goOn() {
        if (ended) {
            return;
        }
        boolean readAll = nextOffset >= log.endOffset();
        if (!readAll && !reading && ahead.size() < PIECES_AHEAD_MAX) {
            reading = true;
            log.read(nextOffset, PIECE_BYTES).thenAccept(this::found);
        }
        if (applying) {
            return;
        }
        ReplayedPiece piece = ahead.poll();
        if (piece != null) {
            applying = true;
            apply(piece, 0);
        } else if (readAll && !reading) {
            finish(listener -> listener.loaded(state, records));
        }
    }

    private void found(ReadResult result) {
        assert loop.inEventLoop();
        LogSlice slice = result instanceof ReadResult.Read read ? read.slice() : null;
        if (ended) {
            if (slice != null) {
                slice.release();
            }
        } else if (slice != null) {
            long from = nextOffset;
            diskPool.execute(() -> decode(slice, from));
        } else if (result instanceof ReadResult.OutOfRange range && range.logStartOffset() > nextOffset) {
            nextOffset = range.logStartOffset();
            reading = false;
            goOn();
        } else if (result instanceof ReadResult.Read) {
            // Nothing more lies below the log's end.
            nextOffset = Long.MAX_VALUE;
            reading = false;
            goOn();
        } else {
            finish(listener -> listener.failed(result.toString()));
        }
    }

    /** On the disk pool. */
    private void decode(LogSlice slice, long fromOffset) {
        try {
            ReplayedPiece piece = ReplayedPiece.of(slice, fromOffset, format.decoder());
            loop.execute(() -> decoded(piece));
        } catch (IOException | RuntimeException e) {
            loop.execute(() -> finish(listener -> listener.failed("from offset " + fromOffset + " on: " + e)));
        } finally {
            slice.release();
        }
    }

    private void decoded(ReplayedPiece piece) {
        reading = false;
        if (piece.nextOffset() <= nextOffset) {
            finish(listener -> listener.failed("there is no batch at offset " + nextOffset));
            return;
        }
        nextOffset = piece.nextOffset();
        ahead.add(piece);
        goOn();
    }

    private void apply(ReplayedPiece piece, int from) {
        if (ended) {
            return;
        }
        List<Replayed> content = piece.content();
        int to = Math.min(content.size(), from + RECORDS_PER_TURN);
        try {
            content.subList(from, to).forEach(this::apply);
        } catch (RuntimeException e) {
            finish(listener -> listener.failed("a record before offset " + piece.nextOffset() + ": " + e));
            return;
        }
        records += to - from;
        if (to < content.size()) {
            loop.execute(() -> apply(piece, to));
        } else {
            applying = false;
            loop.execute(this::goOn);
        }
    }

    private void apply(Replayed replayed) {
        if (replayed instanceof Replayed.Stored stored) {
            state.apply(stored.record());
        } else if (replayed instanceof Replayed.Pending pending) {
            state.applyPending(pending.producerId(), pending.record());
        } else if (replayed instanceof Replayed.TransactionEnded transaction) {
            state.transactionEnded(transaction.producerId(), transaction.committed());
        }
    }

    private void finish(Consumer<Told<S>> news) {
        if (!ended) {
            ended = true;
            news.accept(told);
        }
    }
}
