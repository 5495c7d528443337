/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.scenario;

/** One of P1 to P10: of one broker. */
public sealed interface BrokerScenario extends Scenario
        permits StartUp, IdleBroker, Produce, Consume, SteadyRate, EndToEnd, CreatePartitions, IdlePartitions, Restart {

    void run(Lap lap);
}
