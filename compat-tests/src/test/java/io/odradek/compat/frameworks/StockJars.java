/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.frameworks;

import io.odradek.compat.process.Checkout;
import io.odradek.compat.process.ChildProcess;
import io.odradek.compat.process.JavaCommand;
import io.odradek.compat.process.KafkaProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Starts what lies in {@code kafka-frameworks}, with nothing of ours but the settings. */
final class StockJars {
    private static final Path LIB = Checkout.root().resolve("compat-tests/kafka-frameworks/target/lib");
    private static final List<String> FLAGS =
            List.of("-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djava.awt.headless=true");

    private StockJars() {}

    static ChildProcess start(String name, Path folder, String mainClass, Path settings) {
        return start(name, folder, LIB + "/*", mainClass, settings);
    }

    /** With this project's test classes behind Kafka's jars, for an application. */
    static ChildProcess startApplication(String name, Path folder, Class<?> mainClass, Path settings) {
        String classPath = LIB + "/*:" + Checkout.root().resolve("compat-tests/target/test-classes");
        return start(name, folder, classPath, mainClass.getName(), settings);
    }

    static Path settings(Path file, Map<String, String> settings) {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(settings)
                .forEach((key, value) ->
                        text.append(key).append('=').append(value).append('\n'));
        return write(file, text.toString());
    }

    private static ChildProcess start(String name, Path folder, String classPath, String mainClass, Path settings) {
        Path log = write(folder.resolve("log4j2.properties"), KafkaProcess.CONSOLE_LOGGING);
        List<String> command = JavaCommand.of(classPath, FLAGS, mainClass, List.of(settings.toString()));
        command.add(1, "-Dlog4j2.configurationFile=" + log);
        return ChildProcess.start(name, command, Map.of(), logs().resolve(name + ".log"));
    }

    /** What they say, kept for whoever wants to read it. */
    private static Path logs() {
        try {
            return Files.createDirectories(Checkout.root().resolve("compat-tests/target/frameworks"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
