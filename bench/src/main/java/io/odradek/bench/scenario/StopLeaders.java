/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.scenario;

import io.odradek.bench.Metric;
import io.odradek.bench.scenario.Blows.Gap;
import java.time.Duration;
import java.util.List;

/** P12: SIGTERM of a leader, the controller's broker every other time. */
record StopLeaders() implements ClusterScenario {

    private static final Duration GAP_MAX = Duration.ofSeconds(60);
    private static final Duration STOP_MAX = Duration.ofMinutes(2);

    @Override
    public String anchors() {
        return "P12";
    }

    @Override
    public String title() {
        return "SIGTERM of leaders";
    }

    @Override
    public LapKind lap() {
        return LapKind.REPLICATION;
    }

    @Override
    public void run(ClusterLap lap) {
        int times = lap.workload().blows().stops();
        List<Gap> gaps = new Blows(lap, "stopped").strike(times, GAP_MAX, new Blows.Blow() {
            @Override
            public void strike(int broker) {
                lap.broker(broker).stop(STOP_MAX);
            }

            @Override
            public void heal(int broker) {
                lap.broker(broker).start(ClusterLap.START_MAX);
            }
        });
        lap.record(Metric.STOP_GAP_WORST, Blows.worst(gaps));
        lap.record(Metric.STOP_GAP_MEDIAN, Blows.median(gaps));
    }
}
