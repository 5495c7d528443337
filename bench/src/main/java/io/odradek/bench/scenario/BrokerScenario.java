/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.scenario;

/** One of P1 to P10, or of groups and logs: of one broker. */
public sealed interface BrokerScenario extends Scenario
        permits StartUp,
                IdleBroker,
                Produce,
                Consume,
                SteadyRate,
                EndToEnd,
                CreatePartitions,
                IdlePartitions,
                Restart,
                ClassicRebalance,
                ConsumerRebalance,
                Commits,
                IdleGroups,
                GroupLoad,
                CleanLog {

    void run(Lap lap);
}
