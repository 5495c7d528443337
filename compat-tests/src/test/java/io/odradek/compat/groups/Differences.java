/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.groups;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

/**
 * The answers in which Kafka is not followed, on purpose: {@code differences.txt}, which says why. Below a line
 * {@code = script}, each {@code - } is a line of Kafka's transcript, and the {@code + } after it is ours. What is listed
 * and not in the transcript is a mistake.
 */
final class Differences {
    private Differences() {}

    /** The transcript that is expected of us. */
    static List<String> applied(Script script) {
        List<String> lines = new ArrayList<>(script.recorded());
        boolean here = false;
        int at = -1;
        for (String line : Script.read("differences.txt")) {
            if (line.startsWith("= ")) {
                here = line.substring(2).equals(script.name());
            } else if (here && line.startsWith("- ")) {
                assertThat(lines).contains(line.substring(2));
                at = lines.indexOf(line.substring(2));
            } else if (here && line.startsWith("+ ")) {
                lines.set(at, line.substring(2));
            }
        }
        return lines;
    }
}
