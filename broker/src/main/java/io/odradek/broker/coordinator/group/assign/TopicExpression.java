/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group.assign;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Collection;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A regular expression that a member of a consumer group subscribes with (KIP-848), in RE2J's syntax: the time to match
 * grows with the name's length and the program's size and nothing else. The program's size is bounded here before it is
 * made, as RE2J unrolls counted repetitions, nested ones too. Immutable.
 */
public final class TopicExpression {
    private final @Nullable Pattern pattern;

    private TopicExpression(@Nullable Pattern pattern) {
        this.pattern = pattern;
    }

    /**
     * Why a member cannot subscribe with it, as the text of INVALID_REGULAR_EXPRESSION; empty if it can. Kafka says no
     * only to what does not compile, and has no bounds.
     */
    public static Optional<String> refusal(String expression) {
        try {
            compile(expression);
            return Optional.empty();
        } catch (PatternSyntaxException e) {
            return Optional.of("SubscribedTopicRegex `" + expression + "` is not a valid regular expression: "
                    + e.getDescription() + ".");
        }
    }

    /** One that would be refused matches nothing: it may stand in the records of a coordinator with other bounds. */
    public static TopicExpression of(String expression) {
        try {
            return new TopicExpression(compile(expression));
        } catch (PatternSyntaxException e) {
            return new TopicExpression(null);
        }
    }

    private static Pattern compile(String expression) {
        String excess = ExpressionBounds.excess(expression);
        if (excess != null) {
            throw new PatternSyntaxException(excess, "");
        }
        return Pattern.compile(expression);
    }

    /**
     * The topics whose whole name it matches. Internal ones are no exception, as with Kafka: a client leaves them out by
     * its expression.
     */
    public NavigableSet<String> matching(Collection<String> topics) {
        NavigableSet<String> matching = new TreeSet<>();
        if (pattern != null) {
            topics.stream().filter(topic -> pattern.matches(topic)).forEach(matching::add);
        }
        return matching;
    }
}
