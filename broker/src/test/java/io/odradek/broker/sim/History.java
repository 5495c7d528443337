/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.sim;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a producer was promised, and whether what is read afterwards keeps it. */
final class History {
    private final Map<Integer, Map<Long, String>> acknowledged = new HashMap<>();
    private final List<String> violations = new ArrayList<>();

    void acknowledged(int partition, long offset, String value) {
        String before =
                acknowledged.computeIfAbsent(partition, key -> new HashMap<>()).put(offset, value);
        if (before != null && !before.equals(value)) {
            violations.add(partition + "@" + offset + " was promised to " + before + " and to " + value);
        }
    }

    void violation(String what) {
        violations.add(what);
    }

    int size() {
        return acknowledged.values().stream().mapToInt(Map::size).sum();
    }

    /** Holds the promise against all values of a partition, the first of which is at offset 0, one for each offset. */
    void check(int partition, List<String> read) {
        Set<String> seen = new HashSet<>();
        long last = -1;
        for (int offset = 0; offset < read.size(); offset++) {
            String value = read.get(offset);
            if (!seen.add(value)) {
                violations.add(value + " is there twice, again at " + partition + "@" + offset);
            }
            long sequence = Long.parseLong(value.substring(value.indexOf('-') + 1));
            if (sequence <= last) {
                violations.add(value + " at " + partition + "@" + offset + " comes after " + last);
            }
            last = sequence;
        }
        acknowledged.getOrDefault(partition, Map.of()).forEach((offset, value) -> {
            if (offset >= read.size() || !read.get(offset.intValue()).equals(value)) {
                violations.add(value + " was promised at " + partition + "@" + offset + ", where now is "
                        + (offset < read.size() ? read.get(offset.intValue()) : "the end, " + read.size()));
            }
        });
    }

    List<String> violations() {
        return violations;
    }
}
