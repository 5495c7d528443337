/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.protocol.generator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The folder of generated sources. A file is written only if its content changed, so that the compiler finds nothing
 * to do after a run that changed nothing; files that are generated no more are removed.
 */
final class OutputFolder {
    private static final String FINGERPRINT = ".inputs";

    private final Path root;
    private final Path folder;
    private final Set<Path> current = new HashSet<>();

    OutputFolder(Path root, String packageName) {
        this.root = root;
        this.folder = root.resolve(packageName.replace('.', '/'));
    }

    boolean isMadeFrom(String fingerprint) throws IOException {
        Path file = root.resolve(FINGERPRINT);
        return Files.exists(file) && Files.readString(file).equals(fingerprint);
    }

    void write(String className, String content) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve(className + ".java");
        current.add(file);
        if (!Files.exists(file) || !Files.readString(file).equals(content)) {
            Files.writeString(file, content);
        }
    }

    /** Removes what was not written since this object was made, and notes what the rest was made from. */
    void finish(String fingerprint) throws IOException {
        List<Path> files;
        try (Stream<Path> list = Files.list(folder)) {
            files = list.toList();
        }
        for (Path file : files) {
            if (!current.contains(file)) {
                Files.delete(file);
            }
        }
        Files.writeString(root.resolve(FINGERPRINT), fingerprint);
    }
}
