/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group.assign;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicExpressionTest {
    private static final List<String> TOPICS =
            List.of("orders", "orders-eu", "payments", "my-orders", "__consumer_offsets", "a.b", "axb");

    @Test
    void anExpressionMatchesWholeNames() {
        assertThat(TopicExpression.of("orders.*").matching(TOPICS)).containsExactly("orders", "orders-eu");
        assertThat(TopicExpression.of("orders|payments").matching(TOPICS)).containsExactly("orders", "payments");
        assertThat(TopicExpression.of("a\\.b").matching(TOPICS)).containsExactly("a.b");
        assertThat(TopicExpression.of("").matching(TOPICS)).isEmpty();
    }

    @Test
    void internalTopicsAreTopicsLikeOthers() {
        assertThat(TopicExpression.of(".*").matching(TOPICS)).containsExactlyInAnyOrderElementsOf(TOPICS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "[a", "*", "a**", "a{1001}", "(?=x)", "\\1", "(?P<n>a)(?P<n>b)"})
    void whatDoesNotCompileIsRefusedWithTheReasonAndMatchesNothing(String expression) {
        assertThat(TopicExpression.refusal(expression))
                .get()
                .asString()
                .startsWith("SubscribedTopicRegex `" + expression + "` is not a valid regular expression: ");
        assertThat(TopicExpression.of(expression).matching(TOPICS)).isEmpty();
    }

    @Test
    void theReasonIsTheCompilers() {
        assertThat(TopicExpression.refusal("("))
                .contains("SubscribedTopicRegex `(` is not a valid regular expression: missing closing ).");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(((a{1000}){1000}){1000}){1000}",
                "((a{1,1000}){1,1000}){2}",
                "((\\Qabc\\E){900}){900}",
                "(([^]\\]x]{1000}){1000})",
                "((a{900,}){900,})",
                "(?:(?:(?:.?){999}){999}){999}"
            })
    void whatWouldExplodeIsRefusedBeforeItDoes(String expression) {
        String refusal = assertTimeoutPreemptively(
                ofSeconds(5), () -> TopicExpression.refusal(expression).orElseThrow());

        assertThat(refusal).contains("a program of more than 4000 instructions");
    }

    @Test
    void lengthAndDepthAreBounded() {
        assertThat(TopicExpression.refusal("a".repeat(20_000))).get().asString().contains("longer than 16384");
        assertThat(TopicExpression.refusal("(".repeat(500) + "a" + ")".repeat(500)))
                .get()
                .asString()
                .contains("nested more than 200 deep");
        assertThat(TopicExpression.refusal("a".repeat(4_000))).isEmpty();
    }

    /** Where a backtracking matcher takes years. */
    @Test
    void matchingTakesTimeThatGrowsWithTheNameAndNotBeyond() {
        TopicExpression nested = TopicExpression.of("(a*)*(a*)*(a*)*b");
        List<String> names = List.of("a".repeat(249));

        assertTimeoutPreemptively(
                ofSeconds(5), () -> assertThat(nested.matching(names)).isEmpty());
    }

    @Test
    void theBoundOnAProgramIsNotBelowWhatTheCompilerMakes() {
        for (String one :
                List.of("a{1000}", "(ab|cd){100}", "[a-z]+x?y*", "(?:x(y{2,3})z){20}", "a|b|c|(d|e)*", "a{3,}")) {
            int program = com.google.re2j.Pattern.compile(one).programSize();

            assertThat(ExpressionBounds.size(one)).as(one).isGreaterThanOrEqualTo(program - 5);
        }
    }

    /** Whatever clients send: an answer, and no exception of another kind. */
    @Test
    void anyCharactersAreEitherAnExpressionOrNot() {
        String alphabet = "ab.*+?|()[]{}\\^$-:<>=!PQEpLx0129,\u00e9\ud83d\ude00\n ";
        Random random = new Random(4);
        for (int i = 0; i < 50_000; i++) {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(16);
            for (int j = 0; j < length; j++) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            String expression = text.toString();

            boolean refused = TopicExpression.refusal(expression).isPresent();

            assertThat(refused
                            && !TopicExpression.of(expression).matching(TOPICS).isEmpty())
                    .isFalse();
        }
    }
}
