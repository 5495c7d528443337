/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The real broker in virtual time, under a seed. */
@Timeout(120)
final class BrokerSimulationTest {
    private static final String TOPIC = "t";
    private static final int PARTITIONS = 3;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whatWasProducedIsFetchedAndOutlivesACleanRestart(long seed) {
        Simulation simulation = new Simulation(seed);
        SimulatedBroker broker = new SimulatedBroker(simulation);
        broker.start();
        SimulatedClient before = new SimulatedClient(simulation, broker);
        before.createTopic(TOPIC, PARTITIONS);
        for (int i = 0; i < 20; i++) {
            before.produce(TOPIC, simulation.random().nextInt(PARTITIONS), "value-" + i);
        }
        Map<Integer, SimulatedClient.Fetched> fetched = fetchAll(before);
        before.close();

        broker.stop();
        broker.start();

        SimulatedClient after = new SimulatedClient(simulation, broker);
        assertThat(fetchAll(after)).isEqualTo(fetched);
        assertThat(fetched.values().stream()
                        .mapToLong(one -> one.highWatermark())
                        .sum())
                .isEqualTo(20);
        after.close();
        broker.stop();
    }

    @Test
    void theSameSeedTwiceGivesTheSameTrace() {
        assertThat(history(42)).isEqualTo(history(42));
    }

    @Test
    void anotherSeedGivesAnotherTrace() {
        assertThat(history(42)).isNotEqualTo(history(43));
    }

    private static List<String> history(long seed) {
        Simulation simulation = new Simulation(seed);
        SimulatedBroker broker = new SimulatedBroker(simulation);
        broker.start();
        SimulatedClient client = new SimulatedClient(simulation, broker);
        client.createTopic(TOPIC, PARTITIONS);
        for (int step = 0; step < 30; step++) {
            int partition = simulation.random().nextInt(PARTITIONS);
            switch (simulation.random().nextInt(6)) {
                case 0, 1, 2 -> client.produce(TOPIC, partition, "value-" + step);
                case 3 -> client.fetch(TOPIC, partition);
                case 4 -> simulation.pass(simulation.random().nextInt(3_000));
                default -> {
                    client.close();
                    if (simulation.random().nextBoolean()) {
                        broker.stop();
                    } else {
                        broker.losePower();
                    }
                    broker.start();
                    client = new SimulatedClient(simulation, broker);
                }
            }
        }
        client.close();
        broker.stop();
        simulation.note(broker.tree().dump().keySet().toString());
        return simulation.trace();
    }

    private static Map<Integer, SimulatedClient.Fetched> fetchAll(SimulatedClient client) {
        Map<Integer, SimulatedClient.Fetched> all = new HashMap<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            all.put(partition, client.fetch(TOPIC, partition));
        }
        return all;
    }
}
