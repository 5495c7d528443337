/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.faults;

import io.odradek.compat.faults.check.Violation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Lines in a broker's output that no fault excuses. */
final class BrokerOutput {

    private static final Pattern BROKEN = Pattern.compile(
            "AssertionError|NullPointerException|IndexOutOfBounds|ClassCastException|LEAK: |IllegalReferenceCount");
    private static final int SHOWN = 5;

    private BrokerOutput() {}

    static List<Violation> violations(int broker, Path output) {
        try (Stream<String> lines = Files.lines(output)) {
            return lines.filter(line -> BROKEN.matcher(line).find())
                    .limit(SHOWN)
                    .map(line -> new Violation("BrokerOutput", -1, -1, "broker " + broker + ": " + line))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
