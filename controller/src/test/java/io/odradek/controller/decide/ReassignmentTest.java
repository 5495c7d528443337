/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.controller.decide.Reassignment.Move;
import io.odradek.controller.decide.Reassignment.Partition;
import io.odradek.controller.decide.Reassignment.Refuse;
import io.odradek.controller.decide.Reassignment.Step;
import io.odradek.controller.store.ReplicaAssignment;
import io.odradek.controller.store.StateNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Tables. An assignment is written as its replicas, with a plus before those that are adding and a minus before those
 * that are removing; a state as the leader and the ISR. A dash is an empty list.
 */
class ReassignmentTest {
    private static final int EPOCH = 7;

    private static List<Integer> ids(String text) {
        List<Integer> ids = new ArrayList<>();
        if (!text.equals("-")) {
            Arrays.stream(text.split(" ", -1)).forEach(each -> ids.add(Math.abs(Integer.parseInt(each))));
        }
        return ids;
    }

    static ReplicaAssignment assignment(String text) {
        List<Integer> adding = new ArrayList<>();
        List<Integer> removing = new ArrayList<>();
        for (String each : text.split(" ", -1)) {
            if (each.startsWith("+")) {
                adding.add(Integer.valueOf(each.substring(1)));
            } else if (each.startsWith("-")) {
                removing.add(Integer.valueOf(each.substring(1)));
            }
        }
        return new ReplicaAssignment(ids(text), adding, removing);
    }

    private static String text(ReplicaAssignment assignment) {
        List<String> parts = new ArrayList<>();
        for (int id : assignment.replicas()) {
            String sign = assignment.adding().contains(id) ? "+" : "";
            parts.add((assignment.removing().contains(id) ? "-" : sign) + id);
        }
        return String.join(" ", parts);
    }

    private static String text(List<Integer> ids) {
        return ids.isEmpty() ? "-" : ids.toString().replaceAll("[\\[\\],]", "");
    }

    private static Partition partition(String assignment, int leader, String isr) {
        return new Partition(assignment(assignment), new StateNode(leader, EPOCH, ids(isr), 1, false));
    }

    private static Set<Integer> set(String text) {
        return new TreeSet<>(ids(text));
    }

    private static String text(Step step) {
        if (step instanceof Move move) {
            assertThat(move.state().leaderEpoch()).isEqualTo(EPOCH + 1);
            return text(move.assignment()) + " led by " + move.state().leader() + " of "
                    + text(move.state().isr()) + " without " + text(move.dropped());
        }
        return step instanceof Refuse ? "refused" : "wait";
    }

    @ParameterizedTest
    @CsvSource({
        "1 2 3,    1, 1 2 3, 4 5 6, +4 +5 +6 -1 -2 -3 led by 1 of 1 2 3 without -",
        "1 2 3,    1, 1 2 3, 1 2 4, 1 2 +4 -3 led by 1 of 1 2 3 without -",
        "1 2,      1, 1 2,   3 2 1, +3 2 1 led by 1 of 1 2 without -",
        "1 2,      1, 1 2,   2 1,   2 1 led by 1 of 1 2 without -",
        "1 2,      1, 1,     2 1,   2 1 led by 1 of 1 without -",
        "1 2,      1, 1 2,   1 2,   wait",
        "1 2 3,    1, 1 2 3, 2 3,   2 3 led by 2 of 2 3 without 1",
        "1 2 3,    1, 1 3,   2 3,   2 3 -1 led by 1 of 1 3 without -",
        "1 2 3,    1, 1 2 3, 3,     3 led by 3 of 3 without 1 2",
        // turned round
        "+4 1 -2,  1, 1 2,   5 1,   +5 1 -2 led by 1 of 1 2 without 4",
        "+4 1 -2,  1, 1 2 4, 5 1,   +5 1 -2 led by 1 of 1 2 without 4",
        "+4 1 -2,  4, 1 2 4, 5 1,   +5 1 -2 led by 1 of 1 2 without 4",
        "+4 1 -2,  4, 4,     5 1,   refused",
        "+4 1 -2,  1, 1 2,   4 1,   wait",
        "+4 1 -2,  1, 1 2,   1 2,   1 2 led by 1 of 1 2 without 4",
        // nobody leads
        "1 2,      -1, 1,    3,     +3 -1 -2 led by -1 of 1 without -",
        "1 2,      -1, 9,    2 1,   refused",
    })
    void asked(String assignment, int leader, String isr, String target, String expected) {
        Set<Integer> live = leader < 0 ? set("2 3 4 5 6") : set("1 2 3 4 5 6");

        assertThat(text(Reassignment.begin(partition(assignment, leader, isr), ids(target), live)))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "+4 +5 -1 -2, 1, 1 2,     1 2 4 5, wait",
        "+4 +5 -1 -2, 1, 1 2 4,   1 2 4 5, wait",
        "+4 +5 -1 -2, 1, 2 5 1 4, 1 2 4 5, 4 5 led by 4 of 5 4 without 1 2",
        "+4 +5 -1 -2, 1, 1 4 5,   1 2 5,   4 5 led by 5 of 4 5 without 1 2",
        "+4 +5 -1 -2, 1, 1 4 5,   1,       wait",
        "+4 +5 -1 -2, 5, 1 4 5,   1 2 4 5, 4 5 led by 5 of 4 5 without 1 2",
        "+4 1,        1, 1 4,     1 4,     4 1 led by 1 of 1 4 without -",
        "4 1,         1, 1 4,     1 4,     wait",
    })
    void progressed(String assignment, int leader, String isr, String live, String expected) {
        assertThat(text(Reassignment.advance(partition(assignment, leader, isr), set(live))))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "+4 +5 -1 -2, 1, 1 2,   1 2 led by 1 of 1 2 without 4 5",
        "+4 +5 -1 -2, 4, 1 2 4, 1 2 led by 1 of 1 2 without 4 5",
        "+4 +5 -1 -2, 4, 4 5,   refused",
        "+4 2 1,      1, 1 4,   2 1 led by 1 of 1 without 4",
    })
    void calledOff(String assignment, int leader, String isr, String expected) {
        assertThat(text(Reassignment.cancel(partition(assignment, leader, isr), set("1 2 4 5"))))
                .isEqualTo(expected);
    }
}
