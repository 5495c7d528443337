/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.suites;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScoreTest {
    private static final ListedTests NOTHING = new ListedTests("");
    private final List<String> complaints = new ArrayList<>();

    @Test
    void aLineIsReadAsItWasWritten() {
        Score score = new Score(3, 2, 1, 4);
        String line = score.line("kafka-tools");
        assertThat(line).isEqualTo("kafka-tools: 3 passed, 2 failed, 1 missing feature, 4 not applicable");
        assertThat(Score.read(line)).contains(new Score.Named("kafka-tools", score));
    }

    @Test
    void lessPassesAndMoreExcusesAreBelow() {
        Score before = new Score(3, 1, 1, 1);
        assertThat(new Score(2, 1, 1, 1).isBelow(before)).isTrue();
        assertThat(new Score(3, 2, 1, 1).isBelow(before)).isTrue();
        assertThat(new Score(3, 1, 2, 1).isBelow(before)).isTrue();
        assertThat(new Score(3, 1, 1, 2).isBelow(before)).isTrue();
        assertThat(new Score(4, 0, 1, 1).isBelow(before)).isFalse();
    }

    @Test
    void aTestIsJudgedByTheMostParticularEntry() {
        ListedTests missing = new ListedTests("= transactions\na.FooTest\n= ACLs\na.FooTest#bar[2]\n");
        ListedTests foreign = new ListedTests("= quorum\na.FooTest#baz\n");
        ClassResult result = ClassResult.judge(
                "a.FooTest", outcomes(false, "bar[1]", "bar[2]", "baz[1]"), missing, foreign, complaints);
        assertThat(result.score()).isEqualTo(new Score(0, 0, 2, 1));
        assertThat(result.missing()).isEqualTo(Map.of("ACLs", 1, "transactions", 1));
        assertThat(complaints).isEmpty();
    }

    @Test
    void whatIsNotListedFailed() {
        ClassResult result = ClassResult.judge("a.FooTest", outcomes(false, "bar[1]"), NOTHING, NOTHING, complaints);
        assertThat(result.score()).isEqualTo(new Score(0, 1, 0, 0));
        assertThat(result.failed()).containsExactly("bar[1]");
    }

    @Test
    void anEntryWhoseTestPassesIsComplainedOf() {
        ClassResult.judge(
                "a.FooTest", outcomes(true, "bar[1]"), NOTHING, new ListedTests("= quorum\na.FooTest#bar"), complaints);
        assertThat(complaints).singleElement().asString().contains("strike it out");
    }

    @Test
    void anEntryThatNamesNoTestIsComplainedOf() {
        ClassResult.judge(
                "a.FooTest", outcomes(true, "bar[1]"), new ListedTests("= ACLs\na.FooTest#gone"), NOTHING, complaints);
        assertThat(complaints).containsExactly("a.FooTest#gone is listed and names no test");
    }

    @Test
    void anEntryWithoutAReasonIsRefused() {
        assertThatThrownBy(() -> new ListedTests("a.FooTest")).hasMessageContaining("under no reason");
    }

    private static List<Outcome> outcomes(boolean passed, String... tests) {
        return List.of(tests).stream()
                .map(test -> new Outcome(TestId.parse("a.FooTest#" + test), passed, 0, ""))
                .toList();
    }
}
