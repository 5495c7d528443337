/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.scenario;

import io.odradek.bench.Metric;

/** P6 and P7: memory and CPU of a broker that has just started and has no client. */
record IdleBroker() implements BrokerScenario {

    @Override
    public String anchors() {
        return "P6,P7";
    }

    @Override
    public String title() {
        return "idle memory and CPU";
    }

    @Override
    public LapKind lap() {
        return LapKind.TRAFFIC;
    }

    @Override
    public void run(Lap lap) {
        lap.settle();
        lap.record(Metric.IDLE_CPU, lap.idleCpuMs());
        lap.record(Metric.MEMORY_IDLE, lap.stat().residentMb());
    }
}
