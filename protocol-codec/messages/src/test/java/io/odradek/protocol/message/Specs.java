/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.protocol.message;

import io.odradek.protocol.generator.Generator;
import io.odradek.protocol.generator.MessageSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The merged specifications that the classes under test were generated from. */
final class Specs {
    private static final Path FOLDER = Path.of("target", "specs");
    private static final List<MessageSpec> ALL = load();

    private Specs() {}

    static Stream<MessageSpec> all() {
        return ALL.stream();
    }

    static MessageSpec named(String name) {
        return all().filter(spec -> spec.name().equals(name)).findFirst().orElseThrow();
    }

    private static List<MessageSpec> load() {
        try {
            return Generator.mergedSpecs(List.of(
                    List.of(FOLDER.resolve("newest/common/message"), FOLDER.resolve("groups/common/message")),
                    List.of(FOLDER.resolve("legacy/common/message"))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
