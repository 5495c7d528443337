/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.odradek.broker.partition.FetchCall;
import io.odradek.broker.partition.FetchReader;
import io.odradek.broker.partition.Fetched;
import io.odradek.broker.partition.ShardLoops;
import io.odradek.protocol.error.ErrorCode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One fetch in a watched session: reads what is due, and, if that gives nothing to tell at once, waits for news or for
 * its deadline. However many partitions the session has, those without news cost nothing. Confined to the session's I/O
 * loop.
 */
final class SessionFetch {
    private final EventExecutor loop;
    private final FetchSession session;
    private final FetchReader reader;
    private final Function<List<FetchSession.Cached>, FetchPlan> plans;
    private final Consumer<Map<FetchSession.Cached, Fetched>> answer;

    /** What was read and may have to be told; only the last read of a partition, as only that one can have bytes. */
    private final Map<FetchSession.Cached, Fetched> gathered = new LinkedHashMap<>();

    private @Nullable Future<?> deadline;
    private boolean reading;
    private boolean enough;
    private boolean newsMeanwhile;
    private boolean abandoned;
    private boolean done;

    /** @param answer gets what the answer names, whose slices are its own */
    SessionFetch(
            EventExecutor loop,
            FetchSession session,
            FetchReader reader,
            Function<List<FetchSession.Cached>, FetchPlan> plans,
            Consumer<Map<FetchSession.Cached, Fetched>> answer) {
        this.loop = loop;
        this.session = session;
        this.reader = reader;
        this.plans = plans;
        this.answer = answer;
    }

    void start(long nowMs) {
        assert loop.inEventLoop();
        enough = reader.waitMaxMs() <= 0;
        session.watching().begin(this, reader.origin(), nowMs);
        read();
    }

    /** There is news of a partition that should be told now. */
    void wake() {
        if (reading) {
            newsMeanwhile = true;
        } else if (!done) {
            read();
        }
    }

    /** The next fetch of the session is here. */
    void supersede() {
        enough = true;
        if (!reading) {
            settle();
        }
    }

    /** The wait is over; what was no hurry until now is told with the answer. */
    private void expire() {
        enough = true;
        if (!reading && !done) {
            read();
        }
    }

    /** Nobody waits for the answer any more; any thread may call. */
    void abandon() {
        ShardLoops.run(loop, () -> {
            abandoned = true;
            supersede();
        });
    }

    private void read() {
        newsMeanwhile = false;
        List<FetchSession.Cached> due = session.watching().takeDue();
        if (due.isEmpty()) {
            settle();
            return;
        }
        reading = true;
        FetchPlan plan = plans.apply(due);
        FetchCall.start(
                reader, plan.asks(), true, results -> ShardLoops.run(loop, () -> take(due, plan.merged(results))));
    }

    private void take(List<FetchSession.Cached> due, List<Fetched> results) {
        reading = false;
        for (int i = 0; i < results.size(); i++) {
            Fetched fetched = results.get(i);
            gathered.put(due.get(i), fetched);
            if (fetched.error() != ErrorCode.NONE) {
                // Told again and again, until the follower hears the end of it.
                session.watching().due(due.get(i));
            }
            enough |= fetched.isWorthTelling();
        }
        settle();
    }

    private void settle() {
        if (done) {
            return;
        }
        if (enough) {
            finish();
        } else if (newsMeanwhile) {
            read();
        } else if (deadline == null) {
            deadline = loop.schedule(this::expire, reader.waitMaxMs(), TimeUnit.MILLISECONDS);
        }
    }

    private void finish() {
        done = true;
        session.watching().end(this);
        if (deadline != null) {
            deadline.cancel(false);
        }
        if (abandoned) {
            gathered.values().forEach(Fetched::release);
            return;
        }
        // Without news there are no bytes either, so that nothing has to be released.
        gathered.entrySet().removeIf(entry -> !entry.getKey().hasNews(entry.getValue()));
        answer.accept(gathered);
    }
}
