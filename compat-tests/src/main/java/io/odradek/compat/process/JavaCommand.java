/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A command line for a class of Kafka's own jars, on the JVM that runs this one. */
public final class JavaCommand {

    /** Those of Kafka's start script. */
    public static final List<String> KAFKA_FLAGS = List.of(
            "-server",
            "-XX:+UseG1GC",
            "-XX:MaxGCPauseMillis=20",
            "-XX:InitiatingHeapOccupancyPercent=35",
            "-XX:+ExplicitGCInvokesConcurrent",
            "-Djava.awt.headless=true");

    /** Of tests, which start many Kafkas and let none run for long: in place of {@link #KAFKA_FLAGS}. */
    public static final String OTHER_FLAGS = "odradek.kafka.flags";

    private JavaCommand() {}

    /** With the class-data archive, if there is one, where time to start is all that counts. */
    public static List<String> kafkaFlags(KafkaJars jars) {
        String others = System.getProperty(OTHER_FLAGS);
        if (others == null) {
            return KAFKA_FLAGS;
        }
        List<String> flags = new ArrayList<>(List.of(others.split(" ")));
        if (Files.exists(jars.archive())) {
            flags.add("-XX:SharedArchiveFile=" + jars.archive());
        }
        return flags;
    }

    public static List<String> of(KafkaJars jars, List<String> jvmFlags, String mainClass, List<String> arguments) {
        return of(jars.classPath(), jvmFlags, mainClass, arguments);
    }

    public static List<String> of(String classPath, List<String> jvmFlags, String mainClass, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(java());
        command.addAll(jvmFlags);
        command.add("-cp");
        command.add(classPath);
        command.add(mainClass);
        command.addAll(arguments);
        return command;
    }

    public static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
