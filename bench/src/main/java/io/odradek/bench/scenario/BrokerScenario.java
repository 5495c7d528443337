/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.scenario;

/** One of P1 to P10 or P14, of groups and logs, or of the generator: of one broker. */
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
                CleanLog,
                Matrix,
                ForcedPerf,
                ForcedProduce,
                ManyProducers,
                FanOut,
                CatchUp,
                ColdReads,
                SoakRate,
                Soak {

    void run(Lap lap);
}
