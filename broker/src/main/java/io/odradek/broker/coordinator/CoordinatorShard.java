/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator;

import io.netty.util.concurrent.EventExecutor;
import io.odradek.broker.partition.LeadershipObserver;
import io.odradek.broker.partition.Partition;
import io.odradek.protocol.error.ErrorCode;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state machine on one partition: decide, apply, append with what else is decided in this turn of the loop, and
 * answer when the high watermark has passed. Lives as long as the partition is here, on its loop; has a state from the
 * end of loading to the end of the leadership, or until an append is refused, after which it loads another one.
 *
 * <p>What is decided on state that is not replicated yet is not told before that state is, so that nobody hears of what
 * a failover could take back.
 */
public final class CoordinatorShard<S extends CoordinatorState> implements LeadershipObserver {
    private static final Logger LOG = LoggerFactory.getLogger(CoordinatorShard.class);

    private final Partition partition;
    private final EventExecutor loop;
    private final CoordinatorKind<S> kind;
    private final CoordinatorWorld world;
    private final ShardWriting writing;
    private final AwaitingLoad awaitingLoad;

    /** Null while there is nothing to be asked. */
    private @Nullable S state;

    private @Nullable ShardLoading<S> loading;
    private @Nullable ShardTimers timers;
    private ErrorCode refusal = ErrorCode.NOT_COORDINATOR;

    CoordinatorShard(Partition partition, CoordinatorKind<S> kind, CoordinatorWorld world) {
        this.partition = partition;
        this.loop = partition.loop();
        this.kind = kind;
        this.world = world;
        this.writing = new ShardWriting(partition, kind, world, this::loadAgain);
        this.awaitingLoad = new AwaitingLoad(loop);
    }

    public EventExecutor loop() {
        return loop;
    }

    /** Asks the state, stores what it decides, and answers when that is committed; or refuses at once. */
    public <R> void decide(Function<S, Decision<R>> decision, Answer<R> answer) {
        assert loop.inEventLoop();
        if (writing.isAppending()) {
            // Asked by what the append led to, while the decision that is appended may not be applied.
            loop.execute(() -> decide(decision, answer));
            return;
        }
        S present = state;
        if (present != null) {
            carryOut(present, () -> decision.apply(present), answer);
        } else if (!awaitingLoad.hold(() -> decide(decision, answer))) {
            answer.failed(refusal);
        }
    }

    /** Asks what is stored nowhere, such as who lives: answered at once. */
    public <R> void look(Function<S, R> question, Answer<R> answer) {
        assert loop.inEventLoop();
        S present = state;
        if (present == null) {
            if (!awaitingLoad.hold(() -> look(question, answer))) {
                answer.failed(refusal);
            }
            return;
        }
        R reply;
        try {
            reply = question.apply(present);
        } catch (RuntimeException e) {
            LOG.error("Fault in the state of {}, the question is refused", partition.topicPartition(), e);
            answer.failed(ErrorCode.UNKNOWN_SERVER_ERROR);
            return;
        }
        answer.reply(reply);
    }

    private <R> void carryOut(S present, Supplier<? extends Decision<R>> decision, Answer<R> answer) {
        Decision<R> decided;
        try {
            decided = decision.get();
        } catch (RuntimeException e) {
            LOG.error("Fault in the state of {}, the request is refused", partition.topicPartition(), e);
            answer.failed(ErrorCode.UNKNOWN_SERVER_ERROR);
            return;
        }
        ErrorCode refused = decided.records().isEmpty() ? ErrorCode.NONE : store(present, decided.records());
        Effect told = result -> tell(decided, result, answer);
        if (refused == ErrorCode.NONE) {
            writing.tell(told);
        } else {
            told.done(refused);
        }
    }

    private ErrorCode store(S present, List<CoordinatorRecord> records) {
        ErrorCode refused = writing.store(records);
        return refused == ErrorCode.NONE ? apply(present, records) : refused;
    }

    private static <R> void tell(Decision<R> decided, ErrorCode result, Answer<R> answer) {
        decided.effects().forEach(effect -> effect.done(result));
        if (result == ErrorCode.NONE) {
            answer.reply(decided.reply());
        } else {
            answer.failed(result);
        }
    }

    /** A state that cannot take what it decided is made anew from the log, where that may not stand yet. */
    private ErrorCode apply(S present, List<CoordinatorRecord> records) {
        try {
            records.forEach(present::apply);
            return ErrorCode.NONE;
        } catch (RuntimeException e) {
            LOG.error("Fault in the state of {}, which is loaded again", partition.topicPartition(), e);
            loadAgain(ErrorCode.NOT_COORDINATOR);
            return ErrorCode.NOT_COORDINATOR;
        }
    }

    /** What is applied is not what the log says. */
    private void loadAgain(ErrorCode ofTheTurn) {
        unload(ofTheTurn);
        if (partition.leaderLog().refusal() != ErrorCode.NOT_LEADER_OR_FOLLOWER) {
            load();
        }
    }

    @Override
    public void leads(int leaderEpoch) {
        assert loop.inEventLoop();
        if (state == null && loading == null) {
            load();
        }
    }

    private void load() {
        refusal = ErrorCode.COORDINATOR_LOAD_IN_PROGRESS;
        awaitingLoad.begin();
        ShardTimers fresh = new ShardTimers(loop, this::timerCameUp);
        timers = fresh;
        S empty = kind.states()
                .apply(new CoordinatorContext(
                        partition.topicPartition().partition(), fresh, background(fresh), world.clock()));
        ShardLoading<S> next = new ShardLoading<>(
                loop,
                partition.leaderLog(),
                kind.format(),
                world.diskPool(),
                empty,
                new Loaded(loop.ticker().nanoTime()));
        loading = next;
        next.start();
    }

    /** As long as that leadership lasts, which the timers stand for. */
    private CoordinatorBackground background(ShardTimers leadership) {
        return new CoordinatorBackground() {
            @Override
            public <T> void run(Supplier<T> work, Function<T, ? extends Decision<?>> decision) {
                world.diskPool().execute(() -> {
                    T result = work.get();
                    loop.execute(() -> {
                        if (timers == leadership) {
                            timerCameUp(() -> decision.apply(result));
                        }
                    });
                });
            }
        };
    }

    private void timerCameUp(Supplier<? extends Decision<?>> decision) {
        decideUnasked(present -> decision.get());
    }

    /** The same for what nobody asked for; nothing happens without a state. */
    void decideUnasked(Function<S, ? extends Decision<?>> decision) {
        S present = state;
        if (present != null) {
            carryOut(present, () -> unanswered(decision.apply(present)), Answer.toNobody());
        }
    }

    private static Decision<Boolean> unanswered(Decision<?> decided) {
        return new Decision<>(decided.records(), true, decided.effects());
    }

    private final class Loaded implements ShardLoading.Told<S> {
        private final long beganNs;

        Loaded(long beganNs) {
            this.beganNs = beganNs;
        }

        @Override
        public void loaded(S ready, long records) {
            loading = null;
            state = ready;
            writing.loaded();
            if (records > 0) {
                LOG.info(
                        "{} is loaded: {} records in {} ms",
                        partition.topicPartition(),
                        records,
                        TimeUnit.NANOSECONDS.toMillis(loop.ticker().nanoTime() - beganNs));
            }
            ready.loaded();
            awaitingLoad.end();
        }

        @Override
        public void failed(String why) {
            LOG.error(
                    "{} cannot be loaded, and what it coordinates is not served until another broker leads it: {}",
                    partition.topicPartition(),
                    why);
            unload(ErrorCode.NOT_COORDINATOR);
        }
    }

    @Override
    public void highWatermarkMoved(long highWatermark) {
        writing.highWatermarkMoved(highWatermark);
    }

    @Override
    public void leadsNoLonger(ErrorCode reason) {
        unload(ErrorCode.NOT_COORDINATOR);
    }

    /** @param ofTheTurn what those hear whose records are in no log */
    private void unload(ErrorCode ofTheTurn) {
        refusal = ErrorCode.NOT_COORDINATOR;
        if (loading != null) {
            loading.end();
            loading = null;
        }
        if (timers != null) {
            timers.end();
            timers = null;
        }
        S last = state;
        state = null;
        writing.failAll(ofTheTurn, ErrorCode.NOT_COORDINATOR);
        awaitingLoad.end();
        if (last != null) {
            last.unloaded();
        }
    }

    @Override
    public String toString() {
        return "CoordinatorShard(" + partition.topicPartition() + ")";
    }
}
