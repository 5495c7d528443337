/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.scenario;

import io.odradek.bench.Metric;

/** P5: starts once more on its own, idle data; the first start, on an empty folder, is timed with every lap. */
record StartUp() implements BrokerScenario {

    @Override
    public String anchors() {
        return "P5";
    }

    @Override
    public String title() {
        return "restart of an idle broker";
    }

    @Override
    public LapKind lap() {
        return LapKind.TRAFFIC;
    }

    @Override
    public void run(Lap lap) {
        lap.broker().stop(Lap.START_MAX);
        lap.record(Metric.START_AGAIN, lap.startBroker());
    }
}
