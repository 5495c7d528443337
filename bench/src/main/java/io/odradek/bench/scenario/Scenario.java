/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.scenario;

/** One of P1 to P10: what is done to a running broker, and what is counted meanwhile. */
public sealed interface Scenario
        permits StartUp, IdleBroker, Produce, Consume, SteadyRate, EndToEnd, CreatePartitions, IdlePartitions, Restart {

    /** Such as P1; IdleBroker stands for two. */
    String anchors();

    String title();

    LapKind lap();

    void run(Lap lap);
}
