/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What Linux counts for a process, from below {@code /proc/<pid>}. */
public final class ProcStat {

    /** USER_HZ, in which {@code stat} counts: 100 on every Linux that a JVM runs on. */
    private static final long TICKS_PER_SECOND = 100;

    private final Path folder;

    public ProcStat(long pid) {
        this(Path.of("/proc", Long.toString(pid)));
    }

    ProcStat(Path folder) {
        this.folder = folder;
    }

    /** User and system time since its start. */
    public long cpuMs() {
        String stat = read("stat");
        // The second field, the name, may hold blanks; it ends with the last parenthesis.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * 1000 / TICKS_PER_SECOND;
    }

    public double residentMb() {
        String line = read("status")
                .lines()
                .filter(text -> text.startsWith("VmRSS:"))
                .findFirst()
                .orElseThrow();
        return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024 / 1e6;
    }

    /** By system calls, from files and sockets, whether they are in memory or not. */
    public long readBytes() {
        return io("rchar:");
    }

    /** From the disk itself. */
    public long diskReadBytes() {
        return io("read_bytes:");
    }

    private long io(String name) {
        String line = read("io")
                .lines()
                .filter(text -> text.startsWith(name))
                .findFirst()
                .orElseThrow();
        return Long.parseLong(line.replaceAll("[^0-9]", ""));
    }

    /** Of its heap and its collector, as it was started. */
    public String jvmFlags() {
        return Stream.of(read("cmdline").split("\0", -1))
                .filter(word -> word.matches("-Xm[snx].*|-XX:\\+Use\\w*GC"))
                .collect(Collectors.joining(" "));
    }

    public long openFiles() {
        try (Stream<Path> files = Files.list(folder.resolve("fd"))) {
            return files.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public long memoryMaps() {
        return read("maps").lines().count();
    }

    private String read(String file) {
        try {
            return Files.readString(folder.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
