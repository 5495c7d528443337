/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.scenario;

import io.odradek.bench.Metric;
import io.odradek.bench.load.SteadyLoad;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * SIGSTOP of a leader: its connections stay open and nothing comes. A producer waits for its own request timeout, 30 s by
 * default, before it asks who leads now, and no server can end that. So three figures: the time until another broker leads
 * and answers, as seen from beside the brokers; the gap of a producer that waits one second; that of one with defaults.
 */
record HangLeaders() implements ClusterScenario {

    private static final int PROMPT_MS = 1_000;
    private static final Duration GAP_MAX = Duration.ofSeconds(90);

    @Override
    public String anchors() {
        return "HANG";
    }

    @Override
    public String title() {
        return "SIGSTOP of leaders";
    }

    @Override
    public LapKind lap() {
        return LapKind.REPLICATION;
    }

    @Override
    public void run(ClusterLap lap) {
        if (lap.workload().blows().hangs() == 0) {
            return;
        }
        List<Double> elected = new ArrayList<>();
        lap.record(Metric.HANG_GAP_PROMPT, worstGapMs(lap, "hung-prompt", PROMPT_MS, elected));
        lap.record(Metric.HANG_GAP, worstGapMs(lap, "hung", SteadyLoad.REQUEST_TIMEOUT_MS, elected));
        lap.record(Metric.HANG_ELECTED, Collections.max(elected));
    }

    private static double worstGapMs(ClusterLap lap, String topic, int requestTimeoutMs, List<Double> elected) {
        int times = lap.workload().blows().hangs();
        return Blows.worst(new Blows(lap, topic, requestTimeoutMs).strike(times, GAP_MAX, new Blows.Blow() {
            @Override
            public void strike(int broker) {
                long startNs = System.nanoTime();
                lap.broker(broker).process().suspend();
                if (!lap.without(broker).lead(List.of(topic), ClusterLap.BROKERS, GAP_MAX)) {
                    throw new IllegalStateException("nobody else leads " + GAP_MAX + " after broker " + broker
                            + " was stopped: " + lap.threadDump());
                }
                elected.add(Lap.msSince(startNs));
                lap.say("another leads after " + Math.round(Lap.msSince(startNs)) + " ms");
            }

            @Override
            public void heal(int broker) {
                lap.broker(broker).process().resume();
            }
        }));
    }
}
