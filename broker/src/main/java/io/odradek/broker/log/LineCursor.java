/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

/** Walks the lines of a checkpoint; what does not fit shows as {@link IllegalArgumentException}. */
final class LineCursor {
    private final String text;
    private int at;

    LineCursor(String text) {
        this.text = text;
    }

    String next() {
        if (at >= text.length()) {
            throw new IllegalArgumentException("it ends too early");
        }
        int end = text.indexOf('\n', at);
        if (end < 0) {
            end = text.length();
        }
        String line = text.substring(at, end);
        at = end + 1;
        return line;
    }

    void expectEnd() {
        if (at < text.length()) {
            throw new IllegalArgumentException("it goes on after its last entry");
        }
    }
}
