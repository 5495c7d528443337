/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import io.netty.util.concurrent.EventExecutor;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Publishes what the cleaner does to whoever wants to know: some time after something has changed, so that a thousand
 * logs that offer themselves at once are told of once, and again and again while a cleaning runs. An idle cleaner has no
 * timer. Owned by the cleaner, on the directories' loop.
 */
final class CleaningLedger {
    private static final long INTERVAL_MS = 1_000;

    private final EventExecutor loop;
    private final InstantSource clock;
    private final Supplier<List<CleaningProgress>> progress;
    private final Deque<CleaningStatus.Finished> last = new ArrayDeque<>();
    private Consumer<CleaningStatus> listener = status -> {};
    private boolean listens;
    private boolean planned;
    private long lastRunMs;

    CleaningLedger(EventExecutor loop, InstantSource clock, Supplier<List<CleaningProgress>> progress) {
        this.loop = loop;
        this.clock = clock;
        this.progress = progress;
        this.lastRunMs = clock.millis();
    }

    /** Told at once how it stands. */
    void listen(Consumer<CleaningStatus> newListener) {
        listener = newListener;
        listens = true;
        publish();
    }

    void began() {
        lastRunMs = clock.millis();
        changed();
    }

    /** @param keepMax how many of the last ones are told of */
    void finished(CleaningStatus.Finished figures, int keepMax) {
        last.addLast(figures);
        while (last.size() > Math.max(1, keepMax)) {
            last.removeFirst();
        }
        ended();
    }

    /** Perhaps to no avail. */
    void ended() {
        lastRunMs = clock.millis();
        changed();
    }

    void changed() {
        if (listens && !planned) {
            planned = true;
            var unused = loop.schedule(this::publish, INTERVAL_MS, TimeUnit.MILLISECONDS);
        }
    }

    private void publish() {
        planned = false;
        CleaningStatus status = new CleaningStatus(progress.get(), List.copyOf(last), lastRunMs);
        listener.accept(status);
        if (status.logs().stream().anyMatch(log -> log.state() == CleaningProgress.State.RUNNING)) {
            changed();
        }
    }
}
