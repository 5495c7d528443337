/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.process;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * Makes a class-data archive for each of the two Kafkas, by a training run: a test's Kafka starts with it in half the
 * time. The build calls it; nothing is done where the archive is younger than the jars and of this JVM. Where none can be
 * made, or it turns out to be of another JVM or of other jars, Kafka starts without; a file beside says why.
 */
public final class KafkaArchives {
    private static final Duration TIME = Duration.ofMinutes(2);

    private KafkaArchives() {}

    public static void main(String[] arguments) {
        Stream.of(KafkaJars.values()).parallel().forEach(KafkaArchives::makeIfNeeded);
    }

    private static void makeIfNeeded(KafkaJars jars) {
        try {
            if (!isMade(jars)) {
                Files.deleteIfExists(stamp(jars));
                Files.deleteIfExists(jars.archive());
                make(jars);
            }
        } catch (IOException | IllegalStateException e) {
            BrokerProcess.write(jars.archive().resolveSibling("classes.jsa.missing"), "none can be made: " + e + "\n");
        }
    }

    private static boolean isMade(KafkaJars jars) throws IOException {
        if (Files.notExists(jars.archive())
                || Files.notExists(stamp(jars))
                || !Files.readString(stamp(jars)).equals(thisJvm())) {
            return false;
        }
        for (Path jar : jars.files()) {
            if (Files.getLastModifiedTime(jar).compareTo(Files.getLastModifiedTime(jars.archive())) > 0) {
                return false;
            }
        }
        return true;
    }

    private static Path stamp(KafkaJars jars) {
        return jars.archive().resolveSibling("classes.jsa.made-for");
    }

    private static String thisJvm() {
        return JavaCommand.java() + " " + Runtime.version();
    }

    private static void make(KafkaJars jars) throws IOException {
        Path folder = Files.createTempDirectory(jars.archive().getParent(), "training");
        Path made = folder.resolve("classes.jsa");
        BrokerSetup setup =
                BrokerSetup.in(folder.resolve("broker")).withJvmFlags("-Xmx512m", "-XX:ArchiveClassesAtExit=" + made);
        try (ZooKeeperProcess zooKeeper = new ZooKeeperProcess(folder.resolve("zookeeper"))) {
            BrokerProcess kafka = switch (jars) {
                case CURRENT -> new KafkaProcess(setup);
                case LEGACY -> {
                    zooKeeper.start(TIME);
                    yield new LegacyKafkaProcess(setup, zooKeeper.connectString());
                }
            };
            try (kafka) {
                kafka.start(TIME);
                kafka.stop(TIME);
            }
            Files.move(made, jars.archive());
            Files.writeString(stamp(jars), thisJvm());
        } finally {
            delete(folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException failure) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
