/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.groups;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

/**
 * The answers in which Kafka is not followed, on purpose: {@code differences.txt}, which says why. Below a line
 * {@code = script}, each {@code - } is a line of Kafka's transcript, and the {@code + } after it is ours; {@code @ } is the
 * line of the transcript from which on it is looked for, where it stands there more than once. What is listed and not in
 * the transcript is a mistake.
 */
final class Differences {
    private Differences() {}

    /** The transcript that is expected of us. */
    static List<String> applied(Script script) {
        List<String> lines = new ArrayList<>(script.recorded());
        boolean here = false;
        int at = 0;
        for (String line : Script.read("differences.txt")) {
            if (line.startsWith("= ")) {
                here = line.substring(2).equals(script.name());
                at = 0;
            } else if (here && (line.startsWith("- ") || line.startsWith("@ "))) {
                assertThat(lines.subList(at, lines.size())).contains(line.substring(2));
                at += lines.subList(at, lines.size()).indexOf(line.substring(2));
            } else if (here && line.startsWith("+ ")) {
                lines.set(at, line.substring(2));
            }
        }
        return lines;
    }
}
