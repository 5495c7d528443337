/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.metrics;

import io.odradek.broker.log.CleaningProgress;
import io.odradek.broker.log.CleaningProgress.State;
import io.odradek.broker.log.CleaningStatus;
import io.odradek.broker.log.CleaningStatus.Finished;
import io.odradek.controller.image.TopicPartition;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Kafka's metrics of the log cleaner, and for each partition that has something to be cleaned how much that is and how
 * far its cleaning is, which Kafka only logs. Told on the directories' loop; gauges are read from anywhere.
 */
public final class CleanerMetrics {
    private static final String GROUP = "kafka.log";
    private static final String CLEANER = "LogCleaner";

    /** Of the type that Kafka gives them, whatever the name of the class. */
    private static final String LOGS = "LogCleanerManager";

    private static final String BACKLOG_BYTES = "backlog-bytes";
    private static final String BACKLOG_PERCENT = "backlog-percent";
    private static final String PROGRESS_BYTES = "progress-bytes";
    private static final List<String> OF_PARTITION = List.of(BACKLOG_BYTES, BACKLOG_PERCENT, PROGRESS_BYTES);

    private final Gauges gauges;
    private final InstantSource clock;
    private Set<TopicPartition> partitions = Set.of();
    private volatile Snapshot snapshot = new Snapshot(new CleaningStatus(List.of(), List.of(), 0), Map.of());

    private record Snapshot(CleaningStatus status, Map<TopicPartition, CleaningProgress> byPartition) {}

    /** Puts the gauges up that are always there. */
    public CleanerMetrics(Gauges gauges, InstantSource clock, List<Path> directories) {
        this.gauges = gauges;
        this.clock = clock;
        add(CLEANER, "cleaner-recopy-percent", this::recopyPercent);
        add(CLEANER, "max-buffer-utilization-percent", status -> greatest(status, run -> percent(run.mapFilled())));
        add(CLEANER, "max-clean-time-secs", status -> greatest(status, run -> run.tookMs() / 1_000));
        add(CLEANER, "max-compaction-delay-secs", status -> greatest(status, run -> run.delayMs() / 1_000));
        // The cleaner has no threads of its own that could die: it works on the disk pool.
        add(CLEANER, "DeadThreadCount", status -> 0);
        add(LOGS, "max-dirty-percent", CleanerMetrics::dirtiestPercent);
        gauges.add(MetricName.of(GROUP, LOGS, "time-since-last-run-ms"), this::behindMs);
        directories.forEach(directory -> {
            String path = directory.toString();
            gauges.add(
                    MetricName.of(GROUP, LOGS, "uncleanable-partitions-count").with("logDirectory", path),
                    () -> (int) uncleanable(directory).count());
            gauges.add(
                    MetricName.of(GROUP, LOGS, "uncleanable-bytes").with("logDirectory", path),
                    () -> uncleanable(directory)
                            .mapToLong(CleaningProgress::backlogBytes)
                            .sum());
        });
    }

    private void add(String type, String name, Function<CleaningStatus, Integer> value) {
        gauges.add(MetricName.of(GROUP, type, name), () -> value.apply(snapshot.status));
    }

    /** What the cleaner tells now. */
    public void update(CleaningStatus status) {
        Map<TopicPartition, CleaningProgress> byPartition = new HashMap<>();
        status.logs().forEach(log -> byPartition.put(log.partition(), log));
        snapshot = new Snapshot(status, byPartition);
        Set<TopicPartition> present = Set.copyOf(byPartition.keySet());
        Set<TopicPartition> gone = new HashSet<>(partitions);
        gone.removeAll(present);
        gone.forEach(partition -> OF_PARTITION.forEach(name -> gauges.remove(name(name, partition))));
        Set<TopicPartition> come = new HashSet<>(present);
        come.removeAll(partitions);
        come.forEach(this::add);
        partitions = present;
    }

    private void add(TopicPartition partition) {
        gauges.add(name(BACKLOG_BYTES, partition), () -> of(partition, CleaningProgress::backlogBytes));
        gauges.add(name(BACKLOG_PERCENT, partition), () -> (int) of(partition, log -> percent(log.dirtyRatio())));
        gauges.add(name(PROGRESS_BYTES, partition), () -> of(partition, CleaningProgress::doneBytes));
    }

    private static MetricName name(String name, TopicPartition partition) {
        return MetricName.of(GROUP, CLEANER, name).with(partition);
    }

    private long of(TopicPartition partition, ToLongFunction<CleaningProgress> figure) {
        @Nullable CleaningProgress log = snapshot.byPartition.get(partition);
        return log == null ? 0 : figure.applyAsLong(log);
    }

    private Stream<CleaningProgress> uncleanable(Path directory) {
        return snapshot.status.logs().stream()
                .filter(log ->
                        log.state() == State.UNCLEANABLE && log.directory().equals(directory));
    }

    /** How long nothing has been done although there is something to do; an alarm on it means that the cleaner hangs. */
    private long behindMs() {
        CleaningStatus status = snapshot.status;
        return status.isBehind() ? Math.max(0, clock.millis() - status.lastRunMs()) : 0;
    }

    private int recopyPercent(CleaningStatus status) {
        long read = status.last().stream().mapToLong(Finished::readBytes).sum();
        long written = status.last().stream().mapToLong(Finished::writtenBytes).sum();
        return percent((double) written / (double) Math.max(1, read));
    }

    private static int dirtiestPercent(CleaningStatus status) {
        return percent(status.logs().stream()
                .filter(log -> log.state() != State.UNCLEANABLE)
                .mapToDouble(CleaningProgress::dirtyRatio)
                .max()
                .orElse(0));
    }

    private static int greatest(CleaningStatus status, ToLongFunction<Finished> figure) {
        return (int) status.last().stream().mapToLong(figure).max().orElse(0);
    }

    private static int percent(double ratio) {
        return (int) (100 * ratio);
    }
}
