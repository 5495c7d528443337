/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.scenario;

import io.odradek.bench.Metric;
import io.odradek.bench.scenario.Blows.Gap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * SIGSTOP of a leader: its connections stay open and nothing comes. Two figures, since a producer with default settings
 * waits for its own request timeout of 30 s before it asks who leads now: the gap that it sees, and the time until
 * another broker leads and answers, as seen from beside the brokers.
 */
record HangLeaders() implements ClusterScenario {

    private static final String TOPIC = "hung";
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
        int times = lap.workload().blows().hangs();
        if (times == 0) {
            return;
        }
        List<Double> elected = new ArrayList<>();
        List<Gap> gaps = new Blows(lap, TOPIC).strike(times, GAP_MAX, new Blows.Blow() {
            @Override
            public void strike(int broker) {
                long startNs = System.nanoTime();
                lap.broker(broker).process().suspend();
                if (!lap.without(broker).lead(List.of(TOPIC), ClusterLap.BROKERS, GAP_MAX)) {
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
        });
        lap.record(Metric.HANG_ELECTED, Collections.max(elected));
        lap.record(Metric.HANG_GAP, Blows.worst(gaps));
    }
}
