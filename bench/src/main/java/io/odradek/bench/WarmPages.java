/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Memory for what is measured to write to, which the machine really has. A virtual machine may give its free memory back
 * to its host, and then gets it again page by page, inside of whatever system call wrote there: 2.5 s of CPU for a GiB
 * of a log, where 0.2 s is what writing it costs. Whether a broker pays that depends on who has used the memory before.
 *
 * <p>So files are written, and forced so that nobody has to wait for them later; whenever free memory falls, one of them
 * is deleted, as the kernel hands out first what became free last. Not all at once: what is free for seconds is given
 * back to the host.
 */
public final class WarmPages implements AutoCloseable {
    private static final int FILE_BYTES = 16 << 20;
    private static final long MARGIN_BYTES_MAX = 128 << 20;
    private static final long CHECK_MS = 20;

    private final Deque<Path> held = new ArrayDeque<>();
    private final LongSupplier freeBytes;
    private final long wantedFreeBytes;
    private final Thread watch = new Thread(this::watch, "warm-pages");

    WarmPages(Path folder, long bytes, LongSupplier freeBytes) {
        this.freeBytes = freeBytes;
        try {
            for (long written = 0; written < bytes; written += FILE_BYTES) {
                Path file = folder.resolve("warm-pages-" + held.size());
                held.push(file);
                write(file, Math.min(FILE_BYTES, bytes - written));
            }
        } catch (IOException e) {
            deleteAll();
            throw new UncheckedIOException(e);
        }
        wantedFreeBytes = freeBytes.getAsLong() + Math.min(bytes / 2, MARGIN_BYTES_MAX);
    }

    /** Until it is closed, the next so many bytes that anybody writes need nothing from the host. */
    static WarmPages hold(Path folder, long bytes) {
        WarmPages pages = new WarmPages(folder, bytes, WarmPages::freeBytes);
        pages.watch.setDaemon(true);
        pages.release();
        pages.watch.start();
        return pages;
    }

    /** Runs something that writes so many bytes. */
    public static <T> T during(Path folder, long bytes, Supplier<T> run) {
        WarmPages pages = hold(folder, bytes);
        try {
            return run.get();
        } finally {
            pages.close();
        }
    }

    private static void write(Path file, long bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer zeros = ByteBuffer.allocateDirect(1 << 20);
            for (long left = bytes; left > 0; left -= zeros.limit()) {
                zeros.clear().limit((int) Math.min(zeros.capacity(), left));
                channel.write(zeros);
            }
            channel.force(false);
        }
    }

    private void watch() {
        try {
            while (!held.isEmpty()) {
                release();
                Thread.sleep(CHECK_MS);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    /** As many as it takes for the free memory to be again what it was, and a margin. */
    void release() {
        while (!held.isEmpty() && freeBytes.getAsLong() < wantedFreeBytes) {
            delete(held.pop());
        }
    }

    int filesLeft() {
        return held.size();
    }

    @Override
    public void close() {
        watch.interrupt();
        try {
            watch.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        deleteAll();
    }

    private void deleteAll() {
        while (!held.isEmpty()) {
            delete(held.pop());
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long freeBytes() {
        try {
            String line = Files.readAllLines(Path.of("/proc/meminfo")).stream()
                    .filter(text -> text.startsWith("MemFree:"))
                    .findFirst()
                    .orElseThrow();
            return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
