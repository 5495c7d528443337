/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Apache Kafka's own jars, in the folders that the modules beside this one fill. */
public enum KafkaJars {
    /** The newest Kafka, KRaft only, with its tools. */
    CURRENT("kafka-current"),
    /** The last Kafka with a ZooKeeper mode, and a ZooKeeper server. */
    LEGACY("kafka-legacy");

    private final String module;

    KafkaJars(String module) {
        this.module = module;
    }

    /** A class path entry with all of them. */
    public String classPath() {
        return folder() + "/*";
    }

    public List<Path> files() {
        try (Stream<Path> files = Files.list(folder())) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What {@link KafkaArchives} makes, which need not have been. */
    Path archive() {
        return folder().resolveSibling("classes.jsa");
    }

    private Path folder() {
        Path folder = Checkout.root().resolve("compat-tests").resolve(module).resolve("target/lib");
        if (!Files.isDirectory(folder)) {
            throw new IllegalStateException(
                    folder + " is missing; run ./mvnw -pl compat-tests/" + module + " generate-resources");
        }
        return folder;
    }
}
