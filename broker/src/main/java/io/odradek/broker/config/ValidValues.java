/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.config;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** The rule that a key's value must satisfy, read from the notation of the key tables (Kafka's own, where it has one). */
sealed interface ValidValues {
    ValidValues ANY = new Any();

    boolean accepts(Object value);

    /** What is wrong with a value that is not accepted; in Kafka's words, where it has the rule. */
    String refusal(Object value);

    record Any() implements ValidValues {
        @Override
        public boolean accepts(Object value) {
            return true;
        }

        @Override
        public String refusal(Object value) {
            return "Value must be of its type";
        }
    }

    /** Bounds are inclusive; whole numbers are compared as such, because a double does not hold every long. */
    record WholeRange(long min, long max, boolean orMinusOne) implements ValidValues {
        @Override
        public boolean accepts(Object value) {
            long number = ((Number) value).longValue();
            return (number >= min && number <= max) || (orMinusOne && number == -1);
        }

        @Override
        public String refusal(Object value) {
            return orMinusOne
                    ? "Value must be from " + min + " to " + max + ", or -1"
                    : outside(((Number) value).longValue() < min, Long.toString(min), Long.toString(max));
        }
    }

    record RealRange(double min, double max) implements ValidValues {
        @Override
        public boolean accepts(Object value) {
            double number = ((Number) value).doubleValue();
            return number >= min && number <= max;
        }

        @Override
        public String refusal(Object value) {
            return outside(((Number) value).doubleValue() < min, text(min), text(max));
        }

        /** Kafka's bounds are whole numbers, where they are. */
        private static String text(double bound) {
            return bound == Math.rint(bound) ? Long.toString((long) bound) : Double.toString(bound);
        }
    }

    /** For a list, every element must be one of the choices; as in Kafka, it may be there twice. */
    record OneOf(List<String> choices, boolean anyCase) implements ValidValues {
        @Override
        public boolean accepts(Object value) {
            if (value instanceof List<?> list) {
                return list.stream().allMatch(element -> isChoice(element.toString()));
            }
            return isChoice(value.toString());
        }

        private boolean isChoice(String text) {
            return choices.contains(text) || (anyCase && choices.contains(text.toUpperCase(Locale.ROOT)));
        }

        @Override
        public String refusal(Object value) {
            return "String must be one of: " + String.join(", ", choices);
        }
    }

    record NonEmpty() implements ValidValues {
        @Override
        public boolean accepts(Object value) {
            return value instanceof List<?> list
                    ? list.stream().noneMatch(element -> element.toString().isEmpty())
                    : !value.toString().isEmpty();
        }

        @Override
        public String refusal(Object value) {
            return "Value must be not empty";
        }
    }

    record Matching(Pattern pattern, String description) implements ValidValues {
        @Override
        public boolean accepts(Object value) {
            return value instanceof List<?> list
                    ? list.stream()
                            .allMatch(element ->
                                    pattern.matcher(element.toString()).matches())
                    : pattern.matcher(value.toString()).matches();
        }

        @Override
        public String refusal(Object value) {
            return "Value must be " + description;
        }
    }

    private static String outside(boolean tooSmall, String min, String max) {
        return tooSmall ? "Value must be at least " + min : "Value must be no more than " + max;
    }

    static ValidValues parse(String notation, KeyType type) {
        return switch (notation) {
            case "", "non-null string" -> ANY;
            case "non-empty string", "non-empty list" -> new NonEmpty();
            case "kafka version" ->
                new Matching(Pattern.compile("\\d+\\.\\d+(\\.\\d+)*(-IV\\d+)?"), "a Kafka version such as 3.9-IV0");
            case "share offset reset" ->
                new Matching(
                        Pattern.compile("latest|earliest|by_duration:P.+"),
                        "latest, earliest, or a length of time such as by_duration:PT1H");
            case "throttled replicas" ->
                new Matching(Pattern.compile("\\*|\\d+:\\d+"), "* or a list of partition:broker pairs such as 0:1,1:2");
            default -> notation.contains("...") ? range(notation, type) : choices(notation);
        };
    }

    private static ValidValues range(String notation, KeyType type) {
        String[] parts = notation.substring(1, notation.indexOf(']')).split(",", -1);
        boolean bounded = parts.length == 3;
        if (type == KeyType.DOUBLE) {
            return new RealRange(
                    Double.parseDouble(parts[0]), bounded ? Double.parseDouble(parts[2]) : Double.MAX_VALUE);
        }
        return new WholeRange(
                Long.parseLong(parts[0]),
                bounded ? Long.parseLong(parts[2]) : Long.MAX_VALUE,
                notation.endsWith("or -1"));
    }

    private static ValidValues choices(String notation) {
        boolean anyCase = notation.startsWith("any case ");
        String list = notation.substring(notation.indexOf('[') + 1, notation.indexOf(']'));
        return new OneOf(KeyType.splitAtCommas(list), anyCase);
    }
}
