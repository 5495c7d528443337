/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.suites;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConformancePageTest {
    private static final String EMPTY = """
            # Before

            <!-- Kafka's own tests: written by compat-tests/conformance.sh -->
            <!-- Kafka's own tests: end -->

            after
            """;
    private static final ClassResult RESULT =
            new ClassResult(new Score(5, 1, 2, 1), List.of("bar[1]"), Map.of("ACLs", 2), Map.of("KRaft: quorum", 1));

    @Test
    void whatARunWroteIsReadBack() {
        ConformancePage page = new ConformancePage(EMPTY);
        page.classes().put("org.FooTest", RESULT);
        String text = page.text(suites());
        assertThat(text)
                .startsWith("# Before\n")
                .endsWith("\nafter\n")
                .contains("| ACLs | 2 |", "\nkafka_2.13: 5 passed, 1 failed, 2 missing feature, 1 not applicable\n");
        assertThat(new ConformancePage(text).classes()).isEqualTo(Map.of("org.FooTest", RESULT));
    }

    @Test
    void aClassThatWasNotRunAgainKeepsItsLine() {
        ConformancePage page = new ConformancePage(EMPTY);
        page.classes().put("org.FooTest", RESULT);
        ConformancePage next = new ConformancePage(page.text(suites()));
        next.classes().put("org.BarTest", RESULT);
        assertThat(next.text(suites()))
                .contains("org.FooTest: 5 passed", "org.BarTest: 5 passed", "kafka_2.13: 10 passed, 2 failed");
    }

    @Test
    void aJarsScoreIsTheSumOfItsClasses() {
        assertThat(ConformancePage.jars(suites(), Map.of("org.FooTest", RESULT, "org.BarTest", RESULT)))
                .isEqualTo(Map.of("kafka_2.13", new Score(10, 2, 4, 2)));
    }

    private static Suites suites() {
        Map<String, String> jars = new LinkedHashMap<>();
        jars.put("org.FooTest", "kafka_2.13");
        jars.put("org.BarTest", "kafka_2.13");
        return new Suites(jars, List.of());
    }
}
