/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.protocol.generator;

/** Java text under construction, which indents itself by its braces. */
final class JavaSource {
    private static final String INDENT = "    ";

    private final StringBuilder text = new StringBuilder();
    private int depth;

    /** A line; a brace at its start closes a block, one at its end opens one. */
    JavaSource line(String line) {
        if (line.startsWith("}")) {
            depth--;
        }
        if (!line.isEmpty()) {
            text.append(INDENT.repeat(depth)).append(line);
        }
        text.append('\n');
        if (line.endsWith("{")) {
            depth++;
        }
        return this;
    }

    @SuppressWarnings("AnnotateFormatMethod") // the annotation would be a dependency for this one method
    JavaSource line(String format, Object... arguments) {
        return line(String.format(format, arguments));
    }

    /** A block of lines, which are indented anew. */
    JavaSource lines(String block) {
        block.lines().map(String::strip).forEach(this::line);
        return this;
    }

    /** Opens a loop over a list, by index, since an iterator is an object now and then. */
    JavaSource loop(String elementType, String list) {
        line("for (int i = 0; i < %s.size(); i++) {", list);
        return line("%s element = %s.get(i);", elementType, list);
    }

    JavaSource blank() {
        return line("");
    }

    /** A documentation comment, if there is something to say. */
    JavaSource doc(String about) {
        if (!about.isBlank()) {
            String escaped = about.replace("&", "&amp;")
                    .replace("<", "&lt;")
                    .replace(">", "&gt;")
                    .replace("@", "&#64;")
                    .replace("\\", "&#92;")
                    .replace("*/", "*&#47;");
            line("/** " + escaped.strip() + " */");
        }
        return this;
    }

    @Override
    public String toString() {
        if (depth != 0) {
            throw new IllegalStateException("unbalanced braces:\n" + text);
        }
        return text.toString();
    }
}
