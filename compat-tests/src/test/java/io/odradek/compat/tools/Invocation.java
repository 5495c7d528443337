/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.tools;

import io.odradek.compat.TestBroker;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One of those of {@code invocations.txt}, which says what its lines mean.
 *
 * @param lines without their indentation, in their order
 */
record Invocation(String name, List<String> lines) {

    /** In the order in which they are run. */
    static List<Invocation> all() {
        List<Invocation> all = new ArrayList<>();
        for (String line : ToolFiles.read("invocations.txt")) {
            if (line.startsWith(" ")) {
                all.get(all.size() - 1).lines().add(line.strip());
            } else if (!line.isEmpty() && !line.startsWith("#")) {
                all.add(new Invocation(line, new ArrayList<>()));
            }
        }
        return all;
    }

    boolean has(String line) {
        return lines.contains(line);
    }

    /** What stands behind the first line's beginning. */
    Optional<String> after(String beginning) {
        return lines.stream()
                .filter(line -> line.startsWith(beginning + " "))
                .map(line -> line.substring(beginning.length() + 1))
                .findFirst();
    }

    /** The feature that Odradek has not. */
    Optional<String> missing() {
        return after("missing");
    }

    /** Why it is not run at all. */
    Optional<String> kraft() {
        return after("kraft");
    }

    /** Whether it is part of this run. */
    boolean isRun() {
        return kraft().isEmpty() && (!has("slow") || TestBroker.againstKafka() || Boolean.getBoolean("tools.all"));
    }

    String stdin() {
        return after("stdin").orElse("").replace("\\n", "\n");
    }

    @Override
    public String toString() {
        return name;
    }
}
