/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.scenario;

import io.odradek.bench.Metric;
import io.odradek.bench.load.ReadBack;
import io.odradek.bench.load.SteadyLoad;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * A leader is hit, again and again, under a steady load of 500 records a second, one partition for each broker; each
 * time once all replicas are in sync and everybody leads his own partition again. Every other time it is the broker of
 * the active controller. Afterwards everything is read back.
 */
final class Blows {

    private static final int PER_SECOND = 500;
    private static final Duration WARM_UP = Duration.ofSeconds(5);
    private static final Duration BETWEEN = Duration.ofSeconds(2);

    /** Beyond this a gap may have begun before the blow. */
    private static final Duration AFTER = Duration.ofSeconds(1);

    private final ClusterLap lap;
    private final String topic;
    private final int requestTimeoutMs;

    /** What is done to a broker, and how it is made well again; both return when that is done. */
    interface Blow {
        void strike(int broker);

        void heal(int broker);
    }

    /** @param gapMs the longest time in which the partition that the broker led had nothing acknowledged */
    record Gap(int broker, boolean ofController, double gapMs) {}

    Blows(ClusterLap lap, String topic) {
        this(lap, topic, SteadyLoad.REQUEST_TIMEOUT_MS);
    }

    /** @param requestTimeoutMs how long the producer waits for an answer before it asks who leads */
    Blows(ClusterLap lap, String topic, int requestTimeoutMs) {
        this.lap = lap;
        this.topic = topic;
        this.requestTimeoutMs = requestTimeoutMs;
    }

    /** How long each gap was. Fails if it never ends. */
    List<Gap> strike(int times, Duration gapMax, Blow blow) {
        lap.create(Map.of(topic, ClusterLap.onePartitionEach()));
        List<Gap> gaps = new ArrayList<>();
        try (SteadyLoad load =
                new SteadyLoad(lap.bootstrapServers(), topic, ClusterLap.BROKERS, PER_SECOND, requestTimeoutMs)) {
            load.start();
            pause(WARM_UP);
            for (int i = 0; i < times; i++) {
                Gap gap = strikeOnce(load, i, gapMax, blow);
                lap.say(String.format(
                        Locale.ROOT,
                        "%s %d: broker %d%s, %.0f ms",
                        topic,
                        i + 1,
                        gap.broker(),
                        gap.ofController() ? " (controller)" : "",
                        gap.gapMs()));
                gaps.add(gap);
            }
            load.finish();
            lap.client().awaitInSync(List.of(topic));
            check(load);
        }
        return gaps;
    }

    private Gap strikeOnce(SteadyLoad load, int index, Duration gapMax, Blow blow) {
        lap.client().awaitInSync(List.of(topic));
        lap.client().leadAsPreferred(List.of(topic));
        pause(BETWEEN);
        int controller = lap.client().controller();
        boolean hitController = index % 2 == 0;
        int victim = hitController ? controller : controller % ClusterLap.BROKERS + 1;
        int partition = ClusterLap.partitionOf(victim);
        long blowNs = System.nanoTime();
        blow.strike(victim);
        if (!load.acknowledges(partition, System.nanoTime(), gapMax)) {
            throw new IllegalStateException(
                    "nothing is acknowledged " + gapMax + " after broker " + victim + " was hit: " + lap.threadDump());
        }
        pause(AFTER);
        double gapMs = load.longestGapMs(partition, blowNs);
        blow.heal(victim);
        // One that was only stopped believes for a moment that it leads, and tells so whoever asks it for a log's end.
        pause(BETWEEN);
        return new Gap(victim, hitController, gapMs);
    }

    private void check(SteadyLoad load) {
        ReadBack found = ReadBack.of(lap.bootstrapServers(), topic, ClusterLap.BROKERS, load.acks());
        lap.say(topic + ": " + found + ", " + load.failures() + " given up");
        lap.record(Metric.WRONG_RECORDS, (double) found.wrong());
    }

    static double worst(List<Gap> gaps) {
        return gaps.stream().mapToDouble(Gap::gapMs).max().orElseThrow();
    }

    static double median(List<Gap> gaps) {
        List<Double> sorted = new ArrayList<>(gaps.stream().map(Gap::gapMs).toList());
        Collections.sort(sorted);
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    static void pause(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }
}
