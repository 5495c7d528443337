/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.scenario;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All scenarios in the order in which a lap runs them. */
public final class Scenarios {

    private static final SharedRate SOAK_RATE = new SharedRate();

    public static final List<Scenario> ALL = List.of(
            new StartUp(),
            new IdleBroker(),
            new Produce(),
            new Consume(),
            new SteadyRate(),
            new EndToEnd(),
            new CreatePartitions(),
            new IdlePartitions(),
            new Restart(),
            new ClassicRebalance(),
            new ConsumerRebalance(),
            new Commits(),
            new IdleGroups(),
            new GroupLoad(),
            new CleanLog(),
            new Matrix(),
            new ForcedProduce(),
            new ForcedPerf(),
            new ManyProducers(),
            new FanOut(),
            new CatchUp(),
            new ColdReads(),
            new SoakRate(SOAK_RATE),
            new Soak(SOAK_RATE),
            new ClusterStartUp(),
            new ReplicatedProduce(),
            new ReplicatedLatency(),
            new ReplicatedMatrix(),
            new ReplicatedCommits(),
            new GroupTakeover(),
            new StopLeaders(),
            new KillLeaders(),
            new HangLeaders(),
            new LeaderFailover(),
            new ControllerChange());

    private Scenarios() {}

    /** Those that these anchors need, and what they need themselves; all for none. */
    public static List<Scenario> named(Set<String> anchors) {
        Set<String> known =
                ALL.stream().flatMap(Scenarios::anchorsOf).collect(Collectors.toCollection(LinkedHashSet::new));
        if (!known.containsAll(anchors)) {
            throw new IllegalArgumentException("unknown scenario among " + anchors + "; there are " + known);
        }
        return ALL.stream()
                .filter(scenario ->
                        anchors.isEmpty() || anchorsOf(scenario).anyMatch(withWhatTheyNeed(anchors)::contains))
                .toList();
    }

    /** P2 reads what P1 wrote. */
    private static Set<String> withWhatTheyNeed(Set<String> anchors) {
        Set<String> all = new LinkedHashSet<>(anchors);
        if (all.contains("P2")) {
            all.add("P1");
        }
        return all;
    }

    private static Stream<String> anchorsOf(Scenario scenario) {
        return Arrays.stream(scenario.anchors().split(",", -1));
    }
}
