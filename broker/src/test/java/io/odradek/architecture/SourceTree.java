/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The repository's own files, found from the module's folder, without build output. */
record SourceTree(Path root) {

    static SourceTree here() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("mvnw"))) {
            folder = folder.getParent();
            if (folder == null) {
                throw new IllegalStateException("no mvnw above " + Path.of("").toAbsolutePath());
            }
        }
        return new SourceTree(folder);
    }

    List<Path> mainJava() {
        return files("/src/main/java/", ".java");
    }

    List<Path> testJava() {
        return files("/src/test/java/", ".java");
    }

    List<Path> markdown() {
        return files("/", ".md");
    }

    String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String name(Path file) {
        return root.relativize(file).toString();
    }

    private List<Path> files(String below, String ending) {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(file -> {
                        String name = "/" + root.relativize(file);
                        return name.endsWith(ending)
                                && name.contains(below)
                                && !name.contains("/target/")
                                && !name.contains("/.git/")
                                && !name.startsWith("/data/");
                    })
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
