/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group.assign;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * How large a program an expression makes at most, found by reading it once, without making anything: characters and
 * classes count one, repetitions multiply what stands before them, groups add what marks them. What is not well-formed
 * may be counted wrongly, and is refused by the compiler anyway. Used once.
 */
final class ExpressionBounds {
    static final int CHARS_MAX = 16 * 1024;

    /** A hundred topics by their names; and at the worst seconds for ten thousand topics. */
    static final int PROGRAM_MAX = 4_000;

    static final int DEPTH_MAX = 200;

    /** What an open group, or the whole, amounts to so far, and how much of it is the last atom. */
    private static final class Level {
        private long total;
        private long atom;

        void add(long size) {
            total += size;
            atom = size;
        }

        void repeat(long times) {
            total += atom * times - atom;
            atom *= times;
        }
    }

    private final String expression;
    private final Deque<Level> levels = new ArrayDeque<>();
    private int at;

    private ExpressionBounds(String expression) {
        this.expression = expression;
        levels.push(new Level());
    }

    /** Null if it is within the bounds. */
    static @Nullable String excess(String expression) {
        return expression.length() > CHARS_MAX
                ? "longer than " + CHARS_MAX + " characters"
                : new ExpressionBounds(expression).read();
    }

    /** No less than the instructions that it makes, give or take those of its frame. */
    static long size(String expression) {
        ExpressionBounds bounds = new ExpressionBounds(expression);
        bounds.read();
        return bounds.levels.getFirst().total;
    }

    private @Nullable String read() {
        while (at < expression.length() && levels.getFirst().total <= PROGRAM_MAX) {
            readOne();
            if (levels.size() > DEPTH_MAX) {
                return "groups nested more than " + DEPTH_MAX + " deep";
            }
        }
        while (levels.size() > 1) {
            close();
        }
        return levels.getFirst().total > PROGRAM_MAX ? "a program of more than " + PROGRAM_MAX + " instructions" : null;
    }

    private void readOne() {
        Level level = levels.getFirst();
        char next = expression.charAt(at++);
        switch (next) {
            case '\\' -> escape(level);
            case '[' -> {
                skipClass();
                level.add(1);
            }
            case '(' -> levels.push(new Level());
            case ')' -> close();
            case '|' -> level.add(2);
            case '*', '+', '?' -> level.total++;
            case '{' -> count(level);
            default -> level.add(1);
        }
    }

    private void close() {
        if (levels.size() > 1) {
            long inner = levels.pop().total;
            levels.getFirst().add(inner + 2);
        }
    }

    /** Of a name in braces behind it, each character counts, which is too much and does no harm. */
    private void escape(Level level) {
        if (expression.startsWith("Q", at)) {
            int end = expression.indexOf("\\E", at);
            int stop = end < 0 ? expression.length() : end;
            for (int i = at + 1; i < stop; i++) {
                level.add(1);
            }
            at = end < 0 ? stop : end + 2;
        } else {
            at++;
            level.add(1);
        }
    }

    /** A bracket right behind the opening one, or behind its caret, is one of the class's characters. */
    private void skipClass() {
        if (expression.startsWith("^", at)) {
            at++;
        }
        int first = at;
        while (at < expression.length() && (expression.charAt(at) != ']' || at == first)) {
            int named = expression.startsWith("[:", at) ? expression.indexOf(":]", at) : -1;
            if (named >= 0) {
                at = named + 2;
            } else {
                at += expression.charAt(at) == '\\' ? 2 : 1;
            }
        }
        at++;
    }

    /** Braces that are no count are characters. */
    private void count(Level level) {
        int end = expression.indexOf('}', at);
        String[] bounds =
                end < 0 ? new String[0] : expression.substring(at, end).split(",", -1);
        long times = bounds.length == 0 || bounds.length > 2 ? -1 : number(bounds[0]);
        if (times < 0) {
            level.add(1);
            return;
        }
        if (bounds.length == 2) {
            times = bounds[1].isEmpty() ? times + 1 : Math.max(times, number(bounds[1]));
        }
        level.repeat(Math.max(times, 1));
        level.total++;
        at = end + 1;
    }

    private static long number(String digits) {
        boolean isNumber =
                !digits.isEmpty() && digits.length() <= 9 && digits.chars().allMatch(Character::isDigit);
        return isNumber ? Long.parseLong(digits) : -1;
    }
}
