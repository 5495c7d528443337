/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Compacts logs: takes those that offer themselves, the dirtiest first, so many at a time and so many bytes a second as
 * the broker's settings allow. Confined to the directories' loop, but for {@link #offer} and what a {@link CleaningRun}
 * calls, which hop there. Polls nothing; a log says itself when it is time ({@link CleaningCandidacy}).
 */
final class LogCleaner {
    /** Logs that were opened with something in them are looked at one by one: each look lists a folder. */
    private static final long FIRST_LOOK_INTERVAL_MS = 20;

    private final LogDirectories directories;
    private volatile Supplier<CleanerSettings> settings = () -> CleanerSettings.DEFAULTS;
    private final Map<PartitionLog, CleaningBacklog> waiting = new HashMap<>();
    private final Map<PartitionLog, CleaningRun> running = new HashMap<>();
    private final Map<PartitionLog, CleaningBacklog> uncleanable = new HashMap<>();

    /** What was seen of logs that have something to be cleaned, and not enough yet. */
    private final Map<PartitionLog, CleaningBacklog> notDue = new HashMap<>();

    private final CleaningLedger ledger;
    private final Queue<PartitionLog> unseen = new ArrayDeque<>();
    private boolean looking;
    private boolean stopped;

    /** When what has been read and written so far is paid for at the rate allowed, by the loop's clock. */
    private long paidNanos;

    LogCleaner(LogDirectories directories) {
        this.directories = directories;
        this.ledger =
                new CleaningLedger(directories.loop(), directories.environment().clock(), this::progress);
    }

    void settings(Supplier<CleanerSettings> live) {
        settings = live;
    }

    /** Any thread. */
    CleanerSettings settings() {
        return settings.get();
    }

    /** What it does, told on the directories' loop: now, and some time after something has changed. */
    void listen(Consumer<CleaningStatus> listener) {
        assert directories.loop().inEventLoop();
        ledger.listen(listener);
    }

    /** No cleaning goes on; what was not in its place yet is taken away, or put there, at the next start. */
    void stop() {
        stopped = true;
        waiting.clear();
        unseen.clear();
        running.values().forEach(CleaningRun::stop);
    }

    /** A log is about to be given to its loop. A copy that is to take another's place is left as it is. */
    void opened(HostedLog hosted) {
        PartitionLog log = hosted.open;
        if (log == null
                || stopped
                || !settings().enabled()
                || directories.moves().isFuture(hosted)) {
            return;
        }
        log.state().candidacy = new CleaningCandidacy(this, log);
        // What is configured otherwise now says so when that changes.
        boolean compact = log.state().config.retention().compact();
        if (compact && log.state().logEnd > log.state().cleanedTo()) {
            unseen.add(log);
            lookSoon();
        }
    }

    private void lookSoon() {
        if (!looking && !unseen.isEmpty()) {
            looking = true;
            var unused = directories.loop().schedule(this::lookAtNext, FIRST_LOOK_INTERVAL_MS, TimeUnit.MILLISECONDS);
        }
    }

    private void lookAtNext() {
        looking = false;
        PartitionLog log = unseen.poll();
        if (log != null) {
            log.loop().execute(() -> {
                CleaningCandidacy candidacy = log.state().candidacy;
                if (candidacy != null) {
                    candidacy.look();
                }
            });
            lookSoon();
        }
    }

    /** The log is deleted. What is done to it at the moment comes to nothing by itself. */
    void forget(HostedLog hosted) {
        PartitionLog log = hosted.open;
        if (log != null) {
            waiting.remove(log);
            uncleanable.remove(log);
            notDue.remove(log);
            ledger.changed();
        }
    }

    /** Any thread: the log has something to be cleaned. */
    void offer(PartitionLog log, CleaningBacklog backlog) {
        directories.loop().execute(() -> {
            if (!stopped) {
                uncleanable.remove(log);
                notDue.remove(log);
                waiting.put(log, backlog);
                ledger.changed();
                next();
            }
        });
    }

    /** Any thread: the log was looked at, and is left alone for now. */
    void notDue(PartitionLog log, CleaningBacklog backlog) {
        directories.loop().execute(() -> {
            boolean isNews =
                    backlog.dirtyBytes() > 0 ? !backlog.equals(notDue.put(log, backlog)) : notDue.remove(log) != null;
            if (isNews) {
                ledger.changed();
            }
        });
    }

    /**
     * A log begins to move to another directory. Of two copies that were cleaned at different times nobody could tell, after
     * a crash, which one has more; so it is not cleaned until it is there.
     */
    void pause(PartitionLog log) {
        CleaningRun run = running.get(log);
        if (run != null) {
            run.stop();
        }
    }

    /** Begins with the dirtiest that may be cleaned, if there is room for another. */
    void next() {
        while (running.size() < settings().threads()) {
            PartitionLog dirtiest = dirtiest();
            CleaningBacklog backlog = dirtiest == null ? null : waiting.remove(dirtiest);
            if (dirtiest == null || backlog == null) {
                return;
            }
            CleaningRun run = new CleaningRun(this, dirtiest, backlog, directories.environment());
            running.put(dirtiest, run);
            ledger.began();
            dirtiest.loop().execute(run::start);
        }
    }

    private @Nullable PartitionLog dirtiest() {
        return waiting.entrySet().stream()
                .filter(entry -> !directories.moves().isMoving(entry.getKey().topicPartition()))
                .max(Comparator.comparingDouble(entry -> entry.getValue().dirtyRatio()))
                .map(Map.Entry::getKey)
                .orElse(null);
    }

    /** How far each is that has something to be cleaned. */
    List<CleaningProgress> progress() {
        assert directories.loop().inEventLoop();
        List<CleaningProgress> all = new ArrayList<>();
        notDue.forEach((log, backlog) -> all.add(progress(log, CleaningProgress.State.NOT_DUE, backlog, 0)));
        waiting.forEach((log, backlog) -> all.add(progress(log, CleaningProgress.State.WAITING, backlog, 0)));
        running.forEach(
                (log, run) -> all.add(progress(log, CleaningProgress.State.RUNNING, run.backlog(), run.doneBytes())));
        uncleanable.forEach((log, backlog) -> all.add(progress(log, CleaningProgress.State.UNCLEANABLE, backlog, 0)));
        return all;
    }

    private static CleaningProgress progress(
            PartitionLog log, CleaningProgress.State state, CleaningBacklog backlog, long doneBytes) {
        return new CleaningProgress(
                log.topicPartition(),
                log.state().directory.path(),
                state,
                backlog.dirtyBytes(),
                backlog.dirtyRatio(),
                doneBytes);
    }

    // For a run, from whatever thread.

    /** Lets a run go on, on the disk pool, when its bytes are within the rate allowed. */
    void pay(long bytes, Runnable piece) {
        directories.loop().execute(() -> {
            double rate = Math.max(1, settings().ioBytesPerSecond());
            long now = directories.loop().ticker().nanoTime();
            paidNanos =
                    Math.max(paidNanos, now) + (long) ((double) bytes * (double) TimeUnit.SECONDS.toNanos(1) / rate);
            long waitNanos = paidNanos - now;
            Runnable goOn = () -> directories.environment().diskPool().execute(piece);
            if (stopped || waitNanos < TimeUnit.MILLISECONDS.toNanos(1)) {
                goOn.run();
            } else {
                var unused = directories.loop().schedule(goOn, waitNanos, TimeUnit.NANOSECONDS);
            }
        });
    }

    void finished(CleaningStatus.Finished figures) {
        directories.loop().execute(() -> ledger.finished(figures, settings().threads()));
    }

    void ended(PartitionLog log, CleaningRun run, CleaningRun.Outcome outcome) {
        directories.loop().execute(() -> {
            running.remove(log, run);
            ledger.ended();
            if (outcome == CleaningRun.Outcome.UNCLEANABLE) {
                uncleanable.put(log, run.backlog());
            }
            log.loop().execute(() -> {
                CleaningCandidacy candidacy = log.state().candidacy;
                if (candidacy != null) {
                    candidacy.ended(outcome);
                }
            });
            next();
        });
    }
}
