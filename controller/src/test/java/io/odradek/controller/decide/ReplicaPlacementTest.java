/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.decide;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.odradek.controller.decide.ReplicaPlacement.Broker;
import io.odradek.controller.decide.ReplicaPlacement.Start;
import io.odradek.controller.decide.ReplicaPlacement.Wanted;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Beside the layouts that Kafka 3.9.2 made of the same brokers and starts, recorded in a file. */
class ReplicaPlacementTest {
    static Stream<List<String>> recorded() throws IOException {
        try (InputStream in = ReplicaPlacementTest.class.getResourceAsStream("/placements-3.9.2.tsv")) {
            return new String(in.readAllBytes(), UTF_8)
                    .lines().map(line -> List.of(line.split("\t", -1))).toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void layoutsAreKafkas(List<String> columns) {
        List<Broker> brokers = new ArrayList<>();
        for (String broker : columns.get(1).trim().split(" ", -1)) {
            int colon = broker.indexOf(':');
            brokers.add(
                    colon < 0
                            ? new Broker(Integer.parseInt(broker), null)
                            : new Broker(Integer.parseInt(broker.substring(0, colon)), broker.substring(colon + 1)));
        }
        int start = Integer.parseInt(columns.get(4));
        Wanted wanted = new Wanted(
                Integer.parseInt(columns.get(5)),
                Integer.parseInt(columns.get(2)),
                Integer.parseInt(columns.get(3)),
                new Start(start, start));

        StringBuilder layout = new StringBuilder();
        ReplicaPlacement.place(brokers, wanted)
                .forEach((partition, replicas) -> layout.append(partition)
                        .append('=')
                        .append(replicas.toString().replace(" ", ""))
                        .append(' '));

        assertThat(layout.toString().trim()).as(columns.get(0)).isEqualTo(columns.get(6));
    }

    @Test
    void anyStartGivesDistinctReplicasAndEvenLeaders() {
        Random random = new Random(7);
        for (int round = 0; round < 500; round++) {
            int count = 1 + random.nextInt(9);
            boolean racks = random.nextBoolean();
            List<Broker> brokers = new ArrayList<>();
            for (int id = 0; id < count; id++) {
                brokers.add(new Broker(id * 3, racks ? "r" + random.nextInt(3) : null));
            }
            int factor = 1 + random.nextInt(count);
            Start start = new Start(random.nextInt(count), random.nextInt(count));

            Map<Integer, List<Integer>> layout =
                    ReplicaPlacement.place(brokers, new Wanted(0, count * 2, factor, start));

            int[] led = new int[count];
            layout.values().forEach(replicas -> {
                assertThat(new HashSet<>(replicas)).hasSize(factor);
                led[replicas.get(0) / 3]++;
            });
            assertThat(led).containsOnly(2);
        }
    }

    /** With as many brokers in each rack, which is what Kafka promises evenness for. */
    @Test
    void everyPartitionIsSpreadOverAllRacksAndEveryBrokerCarriesTheSame() {
        for (int racks = 1; racks <= 4; racks++) {
            for (int perRack = 1; perRack <= 3; perRack++) {
                List<Broker> brokers = racked(racks, perRack);
                for (int factor = 1; factor <= brokers.size(); factor++) {
                    for (int start = 0; start < brokers.size(); start++) {
                        assertSpread(brokers, racks, factor, new Start(start, (start * 2 + 1) % brokers.size()));
                    }
                }
            }
        }
    }

    private static List<Broker> racked(int racks, int perRack) {
        List<Broker> brokers = new ArrayList<>();
        for (int id = 0; id < racks * perRack; id++) {
            brokers.add(new Broker(id, "rack-" + id % racks));
        }
        return brokers;
    }

    private static void assertSpread(List<Broker> brokers, int racks, int factor, Start start) {
        // A whole cycle: each broker leads as often with each shift of its followers.
        int partitions = brokers.size() * brokers.size();
        int[] carried = new int[brokers.size()];
        ReplicaPlacement.place(brokers, new Wanted(0, partitions, factor, start))
                .forEach((partition, replicas) -> {
                    Map<Integer, Integer> perRack = new TreeMap<>();
                    for (int replica : replicas) {
                        perRack.merge(replica % racks, 1, Integer::sum);
                        carried[replica]++;
                    }
                    assertThat(new HashSet<>(replicas)).hasSize(factor);
                    assertThat(perRack).as("racks of " + replicas).hasSize(Math.min(racks, factor));
                });
        int least = Arrays.stream(carried).min().orElseThrow();
        int most = Arrays.stream(carried).max().orElseThrow();
        assertThat(least).as(racks + " racks, factor " + factor + ", " + start).isEqualTo(most);
    }

    @Test
    void aBrokerOfAnUnknownRackMakesRacksOfNoAccount() {
        List<Broker> brokers = List.of(new Broker(0, "a"), new Broker(1, null), new Broker(2, "a"));

        assertThat(ReplicaPlacement.place(brokers, new Wanted(0, 3, 2, new Start(0, 0))))
                .isEqualTo(ReplicaPlacement.place(
                        List.of(new Broker(0, null), new Broker(1, null), new Broker(2, null)),
                        new Wanted(0, 3, 2, new Start(0, 0))));
    }

    @Test
    void moreReplicasThanBrokersAreTheCallersMistake() {
        assertThatThrownBy(() ->
                        ReplicaPlacement.place(List.of(new Broker(0, null)), new Wanted(0, 1, 2, new Start(0, 0))))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
