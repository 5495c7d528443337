/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.scenario;

import io.odradek.bench.Metric;
import io.odradek.bench.Workload;
import io.odradek.bench.load.AckLatency;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * A compacted log in which every key has been overwritten many times, none of it cleaned; then it may be, while a producer
 * sends 1,000 records a second to another topic. Counted from when the broker begins to read the log until its cleaner's
 * checkpoint holds it.
 */
record CleanLog() implements BrokerScenario {

    private static final String TOPIC = "overwritten";
    private static final String BESIDE = "beside";
    private static final int PER_SECOND = 1_000;
    private static final Duration POLL = Duration.ofMillis(10);

    /** Read by the broker since it was allowed to: the cleaner is at work. */
    private static final long BEGUN_BYTES = 4 << 20;

    @Override
    public String anchors() {
        return "CLEANER";
    }

    @Override
    public String title() {
        return "compaction of a log";
    }

    @Override
    public LapKind lap() {
        return LapKind.CLEANING;
    }

    @Override
    public void run(Lap lap) {
        Workload.Cleaning workload = lap.workload().cleaning();
        Topics.create(lap, BESIDE, 1);
        try (Topics topics = new Topics(lap)) {
            topics.create(
                    TOPIC,
                    Map.of(
                            "cleanup.policy", "compact",
                            "segment.bytes", Integer.toString(workload.segmentBytes()),
                            "min.compaction.lag.ms", "86400000"));
            topics.awaitLeaders(List.of(TOPIC), 1);
            Overwriting.fill(lap.bootstrapServers(), TOPIC, workload);
            lap.settle();
            try (AckLatency producer = new AckLatency(lap.bootstrapServers(), BESIDE, PER_SECOND)) {
                lap.settle();
                long beforeNs = System.nanoTime();
                lap.settle();
                lap.record(Metric.CLEANER_P99_BEFORE, producer.p99Ms(beforeNs, System.nanoTime()));
                long bytes = closedBytes(lap);
                topics.alter(TOPIC, "min.compaction.lag.ms", "0");
                clean(lap, bytes, producer);
            }
        }
    }

    private static void clean(Lap lap, long bytes, AckLatency producer) {
        long readBefore = lap.stat().readBytes();
        await(lap, () -> lap.stat().readBytes() > readBefore + BEGUN_BYTES);
        long startNs = System.nanoTime();
        double cpuMs = lap.brokerCpuMs(() -> await(lap, () -> isCleaned(lap)));
        double seconds = Lap.msSince(startNs) / 1000;
        lap.record(Metric.CLEANER_RATE, (double) bytes / 1e6 / seconds);
        lap.record(Metric.CLEANER_CPU, cpuMs / ((double) bytes / 1e9));
        lap.record(Metric.CLEANER_P99, producer.p99Ms(startNs, System.nanoTime()));
        lap.record(Metric.CLEANER_MEMORY, lap.stat().residentMb());
    }

    private static void await(Lap lap, BooleanSupplier done) {
        long deadlineNs = System.nanoTime() + Lap.START_MAX.toNanos();
        while (!done.getAsBoolean()) {
            lap.checkAlive();
            if (System.nanoTime() > deadlineNs) {
                throw new IllegalStateException("the log is not cleaned: " + lap.threadDump());
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    private static boolean isCleaned(Lap lap) {
        Path checkpoint = lap.broker().dataFolder().resolve("cleaner-offset-checkpoint");
        try (Stream<String> lines = Files.exists(checkpoint) ? Files.lines(checkpoint) : Stream.empty()) {
            return lines.anyMatch(line -> line.startsWith(TOPIC + " 0 ") && !line.endsWith(" 0"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All segments but the last. */
    private static long closedBytes(Lap lap) {
        Path log = lap.broker().dataFolder().resolve(TOPIC + "-0");
        try (Stream<Path> files = Files.list(log)) {
            List<Path> segments = files.filter(file -> file.toString().endsWith(".log"))
                    .sorted()
                    .toList();
            long bytes = 0;
            for (Path segment : segments.subList(0, segments.size() - 1)) {
                bytes += Files.size(segment);
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
