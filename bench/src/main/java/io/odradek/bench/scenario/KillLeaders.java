/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.scenario;

import io.odradek.bench.Metric;
import io.odradek.bench.scenario.Blows.Gap;
import java.time.Duration;
import java.util.List;

/** P11: kill -9 of a leader, the controller's broker every other time. */
record KillLeaders() implements ClusterScenario {

    private static final Duration GAP_MAX = Duration.ofSeconds(60);

    @Override
    public String anchors() {
        return "P11";
    }

    @Override
    public String title() {
        return "kill -9 of leaders";
    }

    @Override
    public LapKind lap() {
        return LapKind.REPLICATION;
    }

    @Override
    public void run(ClusterLap lap) {
        int times = lap.workload().blows().kills();
        List<Gap> gaps = new Blows(lap, "killed").strike(times, GAP_MAX, new Blows.Blow() {
            @Override
            public void strike(int broker) {
                lap.broker(broker).kill();
            }

            @Override
            public void heal(int broker) {
                lap.broker(broker).start(ClusterLap.START_MAX);
            }
        });
        lap.record(Metric.KILL_GAP_WORST, Blows.worst(gaps));
        lap.record(Metric.KILL_GAP_MEDIAN, Blows.median(gaps));
        lap.record(
                Metric.KILL_GAP_CONTROLLER,
                Blows.worst(gaps.stream().filter(Gap::ofController).toList()));
    }
}
