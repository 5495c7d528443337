/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.controller.decide.Election.Elected;
import io.odradek.controller.decide.Election.Impossible;
import io.odradek.controller.store.StateNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tables: replicas in the order of the assignment, ISR, live brokers, and what comes of it. A dash is an empty list. */
class LeaderElectionTest {
    private static List<Integer> ids(String text) {
        List<Integer> ids = new ArrayList<>();
        if (!text.equals("-")) {
            Arrays.stream(text.split(" ", -1)).forEach(each -> ids.add(Integer.valueOf(each)));
        }
        return ids;
    }

    private static Set<Integer> set(String text) {
        return new TreeSet<>(ids(text));
    }

    private static String text(Election election) {
        if (election instanceof Elected elected) {
            String isr = elected.isr().toString().replaceAll("[\\[\\],]", "");
            return elected.leader() + " of " + isr + (elected.recovering() ? " recovering" : "");
        }
        assertThat(election).isEqualTo(new Impossible());
        return "nobody";
    }

    @ParameterizedTest
    @CsvSource({
        "1 2 3, 1 2 3, 1 2 3, false, 1 of 1 2 3",
        "1 2 3, 1 2 3, 2 3,   false, 2 of 2 3",
        "1 2 3, 3 1,   2 3,   false, 3 of 3",
        "1 2 3, 1,     2 3,   false, nobody",
        "1 2 3, 1,     2 3,   true,  2 of 2 recovering",
        "1 2 3, 1 3,   2 3,   true,  3 of 3",
        "1 2 3, 1,     -,     true,  nobody",
        "1 2 3, -,     3,     false, nobody",
        "1 2 3, -,     3,     true,  3 of 3 recovering"
    })
    void offline(String replicas, String isr, String live, boolean unclean, String expected) {
        assertThat(text(LeaderElection.offline(ids(replicas), ids(isr), set(live), unclean)))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"4 5 6, 1 4 5, 1 4 5 6, 4 of 1 4 5", "4 5 6, 1 5,   1 4 5 6, 5 of 1 5", "4 5 6, 1 4,   1 5 6,   nobody"
    })
    void reassigned(String replicas, String isr, String live, String expected) {
        assertThat(text(LeaderElection.reassigned(ids(replicas), ids(isr), set(live))))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"1 2, 2 1, 1 2, 1 of 2 1", "1 2, 2,   1 2, nobody", "1 2, 2 1, 2,   nobody", "-,   -,   1,   nobody"})
    void preferred(String replicas, String isr, String live, String expected) {
        assertThat(text(LeaderElection.preferred(ids(replicas), ids(isr), set(live))))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "1 2 3, 1 2 3, 1 2 3, 1,   2 of 2 3",
        "1 2 3, 1 2 3, 1 2 3, 1 2, 3 of 3",
        "1 2 3, 1,     1 2 3, 1,   nobody",
        "1 2 3, 1 2,   1 3,   1,   nobody"
    })
    void controlledShutdown(String replicas, String isr, String live, String leaving, String expected) {
        assertThat(text(LeaderElection.controlledShutdown(ids(replicas), ids(isr), set(live), set(leaving))))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"1 2 3, 2 3, 2 of 2 3", "1 2 3, 1 2 3, 1 of 1 2 3", "1 2 3, 4, nobody"})
    void initial(String replicas, String live, String expected) {
        assertThat(text(LeaderElection.initial(ids(replicas), set(live)))).isEqualTo(expected);
    }

    /** Leader and ISR before, live brokers, and leader, leader epoch and ISR after; the epoch is 5 before. */
    @ParameterizedTest
    @CsvSource({
        "1,  1 2 3, 1 2 3, false, stays",
        "1,  1 2 3, 1 3,   false, 1/6 of 1 3",
        "1,  1 2 3, 2 3,   false, 2/6 of 2 3",
        "1,  1,     2 3,   false, -1/6 of 1",
        "-1, 1,     2 3,   false, stays",
        "-1, 1,     1 2 3, false, 1/6 of 1",
        "-1, 1,     2 3,   true,  2/6 of 2 recovering"
    })
    void healed(int leader, String isr, String live, boolean unclean, String expected) {
        StateNode before = new StateNode(leader, 5, ids(isr), 1, false);

        String after = LeaderElection.healed(List.of(1, 2, 3), before, set(live), unclean)
                .map(state -> state.leader() + "/" + state.leaderEpoch() + " of "
                        + state.isr().toString().replaceAll("[\\[\\],]", "")
                        + (state.recovering() ? " recovering" : ""))
                .orElse("stays");

        assertThat(after).isEqualTo(expected);
    }

    @Test
    void aPartitionThatIsRecoveringGoesOnSoUnderTheNextLeader() {
        StateNode before = new StateNode(1, 5, List.of(1, 2), 1, true);

        assertThat(LeaderElection.healed(List.of(1, 2), before, Set.of(2), false))
                .contains(new StateNode(2, 6, List.of(2), 1, true));
    }
}
