/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.groups.campaign;

import io.odradek.compat.process.ChildProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Debian's kcat (librdkafka) as a classic member, which commits by itself what it has printed. What it printed is known
 * when it has left. It connects to those brokers only that it needs, and without {@code -E} it ends when the last of these
 * connections is gone, whoever else is alive.
 */
final class KcatMember implements Member {
    private static final Duration LEAVE_MAX = Duration.ofSeconds(20);
    private static final Duration FIND_MAX = Duration.ofSeconds(10);

    private final String group;
    private final String name;
    private final Path printed;
    private final Path said;
    private final Recorder recorder;
    private final ChildProcess process;
    private boolean closed;

    KcatMember(
            String group,
            String name,
            String topic,
            String bootstrapServers,
            MemberKind kind,
            Path folder,
            Recorder recorder) {
        this.group = group;
        this.name = name;
        this.recorder = recorder;
        printed = folder.resolve(name + ".printed");
        said = folder.resolve(name + ".said");
        String strategy = kind == MemberKind.EAGER ? "range" : "cooperative-sticky";
        String command =
                "exec kcat -b " + bootstrapServers + " -G " + group + " -u -E -f '%p %o %s\\n' -X client.id=" + name
                        + " -X partition.assignment.strategy=" + strategy + " -X auto.offset.reset=earliest"
                        + " -X session.timeout.ms=" + CampaignRun.SESSION_MS + " -X heartbeat.interval.ms="
                        + CampaignRun.HEARTBEAT_MS
                        + " -X auto.commit.interval.ms=200 " + topic + " 2>" + said;
        process = ChildProcess.start(name, List.of("sh", "-c", command), Map.of(), printed);
    }

    /** Fails where a machine lacks it, rather than leave it out: {@code .ci/run} installs it. */
    static void require() {
        try (ChildProcess which = ChildProcess.start(
                "kcat -V", List.of("kcat", "-V"), Map.of(), Files.createTempFile("kcat", ".version"))) {
            if (!which.waitFor(FIND_MAX) || which.exitCode() != 0) {
                throw new IllegalStateException("kcat does not run: " + which.describe());
            }
        } catch (IOException | UncheckedIOException e) {
            throw new IllegalStateException("kcat is missing; on Debian: apt-get install kcat", e);
        }
    }

    @Override
    public String name() {
        return name;
    }

    /** How often it gave its membership up so far, as it had not heard from a coordinator for a session. */
    int timeOuts() {
        return said().split("SESSTMOUT", -1).length - 1;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (!process.isAlive()) {
            recorder.surprise(name + " ended by itself with " + process.exitCode() + ": " + said());
        }
        try (process) {
            process.terminate(LEAVE_MAX);
        } catch (IllegalStateException e) {
            recorder.surprise(name + " does not leave: " + e);
        }
        try {
            Files.readAllLines(printed).forEach(this::process);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void process(String line) {
        String[] parts = line.split(" ", 3);
        recorder.processed(
                new Recorder.Processed(0, group, name, Integer.parseInt(parts[0]), Long.parseLong(parts[1]), parts[2]));
    }

    private String said() {
        try {
            return Files.readString(said);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
