/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One broker as a real process, which can be started, stopped, killed and started again on the same data. Used from
 * one thread. Every wait has an end, and what the broker wrote is part of the failure.
 */
public abstract sealed class BrokerProcess implements AutoCloseable
        permits OdradekProcess, KafkaProcess, LegacyKafkaProcess {

    /** Not a key: listeners beside the plain one, which is made of host and port. */
    static final String MORE_LISTENERS = "more listeners";

    private static final Duration POLL = Duration.ofMillis(20);

    private final BrokerSetup setup;
    private @Nullable ChildProcess process;

    BrokerProcess(BrokerSetup setup) {
        this.setup = setup;
    }

    /** For tables and failures. */
    public abstract String name();

    /** The keys without which it would not run here. */
    abstract Map<String, String> ownProperties();

    abstract List<String> command(Path propertiesFile);

    abstract Map<String, String> environment();

    /** Once before the first start, if the data folder needs it. */
    void format(Path propertiesFile) {
        Objects.requireNonNull(propertiesFile);
    }

    /** Before the first launch: what Kafka calls formatting. Apart, so that a timed start does not hold it. */
    public final void prepare() {
        if (Files.notExists(dataFolder())) {
            Path file = writeProperties();
            createFolder(dataFolder());
            format(file);
        }
    }

    /** Launches it and returns at once. */
    public final ChildProcess launch() {
        prepare();
        process = ChildProcess.start(
                name() + " in " + setup.folder().getFileName(),
                launched(command(writeProperties())),
                environment(),
                outputFile());
        return process;
    }

    /** Launches it and waits until it answers. */
    public final void start(Duration time) {
        launch();
        awaitAnswer(time);
    }

    public final void awaitAnswer(Duration time) {
        long deadlineNs = System.nanoTime() + time.toNanos();
        while (!MetadataProbe.answers(address(), (int) time.toMillis())) {
            if (process().waitFor(POLL)) {
                throw new IllegalStateException(
                        "it ended before it was ready: " + process().describe());
            }
            if (System.nanoTime() > deadlineNs) {
                throw new IllegalStateException(
                        "not ready after " + time + ": " + process().threadDump());
            }
        }
    }

    /** SIGTERM, then waits for the end. */
    public final void stop(Duration time) {
        process().terminate(time);
        process().close();
    }

    /** SIGKILL, then waits for the end. */
    public final void kill() {
        process().close();
    }

    public final ChildProcess process() {
        if (process == null) {
            throw new IllegalStateException(name() + " was not started");
        }
        return process;
    }

    public final long pid() {
        return process().pid();
    }

    public final int port() {
        return setup.port();
    }

    public final String bootstrapServers() {
        return setup.host().address() + ":" + setup.port();
    }

    /** The first of {@code log.dirs}. */
    public final Path dataFolder() {
        return dataFolders().get(0);
    }

    /** All of {@code log.dirs}. */
    public final List<Path> dataFolders() {
        String set = setup.properties().get("log.dirs");
        return set == null
                ? List.of(setup.folder().resolve("data"))
                : Stream.of(set.split(",")).map(Path::of).toList();
    }

    public final Path outputFile() {
        return setup.folder().resolve("output.log");
    }

    final BrokerSetup setup() {
        return setup;
    }

    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
    }

    private Path writeProperties() {
        Map<String, String> all = new TreeMap<>();
        String plain = "PLAINTEXT://" + bootstrapServers();
        all.put("listeners", plain);
        all.put("log.dirs", dataFolder().toString());
        all.put("offsets.topic.replication.factor", "1");
        all.put("transaction.state.log.replication.factor", "1");
        all.put("transaction.state.log.min.isr", "1");
        all.putAll(ownProperties());
        all.putAll(setup.properties());
        String more = all.remove(MORE_LISTENERS);
        if (more != null) {
            all.put("listeners", plain + "," + more);
            all.put("advertised.listeners", plain);
        }
        StringBuilder text = new StringBuilder();
        all.forEach((key, value) -> text.append(key).append('=').append(value).append('\n'));
        createFolder(setup.folder());
        return write(setup.folder().resolve("server.properties"), text.toString());
    }

    private InetSocketAddress address() {
        return new InetSocketAddress(setup.host().address(), setup.port());
    }

    /** The command where the host wants it. */
    private List<String> launched(List<String> command) {
        List<String> words = new ArrayList<>(setup.host().launcher());
        words.addAll(command);
        return words;
    }

    static Path write(Path file, String text) {
        try {
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void createFolder(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
