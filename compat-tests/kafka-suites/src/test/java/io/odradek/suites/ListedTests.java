/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.suites;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Tests that are known not to pass, each under its reason: a file with a line {@code = reason} before the entries that
 * it is true of, an entry being a class, {@code class#method} or {@code class#method[invocation]}.
 */
final class ListedTests {
    private final Map<TestId, String> reasons = new LinkedHashMap<>();

    /** A file that stands beside this class. */
    static ListedTests read(String resource) {
        try (InputStream in = ListedTests.class.getResourceAsStream("/" + resource)) {
            return new ListedTests(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ListedTests(String text) {
        String reason = "";
        for (String line : text.lines().map(String::strip).toList()) {
            if (line.startsWith("=")) {
                reason = line.substring(1).strip();
            } else if (!line.isEmpty() && !line.startsWith("#")) {
                if (reason.isEmpty()) {
                    throw new IllegalArgumentException(line + " stands under no reason");
                }
                if (reasons.put(TestId.parse(line), reason) != null) {
                    throw new IllegalArgumentException(line + " is listed twice");
                }
            }
        }
    }

    Map<TestId, String> entries() {
        return reasons;
    }

    /** The most particular entry that names this test. */
    Optional<TestId> entryFor(TestId test) {
        return test.namedBy().stream().filter(reasons::containsKey).findFirst();
    }

    String reason(TestId entry) {
        return reasons.get(entry);
    }
}
