/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.group;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Keeps the thread that plays the members on the processor that it is on; the broker, whichever it is, may use all of
 * them. A thread that is woken up by an answer is likely to be put where the answer was sent from. There it and the broker
 * take turns, while another processor has nothing to do: by chance, and for many rebalances in a row.
 */
public final class OneProcessor {

    private static final long TIME_MAX_S = 10;

    /** In the fields of {@code stat} behind the name: where the thread ran last. */
    private static final int PROCESSOR = 36;

    private OneProcessor() {}

    /** Does the work on this thread, which may then go where it might before. Without {@code taskset} it may all the time. */
    public static void keepFor(Runnable work) {
        Path task = thread();
        String before = allowed(task);
        boolean kept = allow(task, processor(task));
        if (!kept) {
            System.out.println("    not kept on one processor: there is no taskset");
        }
        try {
            work.run();
        } finally {
            if (kept) {
                release(task, before);
            }
        }
    }

    /** Or no broker is to be started any more: it would inherit the one processor. */
    private static void release(Path task, String processors) {
        if (!allow(task, processors)) {
            throw new IllegalStateException("this thread cannot leave its processor");
        }
    }

    private static Path thread() {
        try {
            return Path.of("/proc/thread-self").toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As a list: 0-1,4. */
    static String allowed(Path task) {
        return read(task.resolve("status"))
                .lines()
                .filter(line -> line.startsWith("Cpus_allowed_list:"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElseThrow();
    }

    private static String processor(Path task) {
        String stat = read(task.resolve("stat"));
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[PROCESSOR];
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean allow(Path task, String processors) {
        String thread = task.getFileName().toString();
        try {
            Process taskset = new ProcessBuilder("taskset", "-p", "-c", processors, thread)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return taskset.waitFor(TIME_MAX_S, TimeUnit.SECONDS) && taskset.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
