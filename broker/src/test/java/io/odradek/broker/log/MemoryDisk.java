/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.WritableByteChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A disk that forgets: what was not forced may be gone after {@link #powerLoss}, wholly or in part, and so may files that
 * were made, renamed or deleted in folders that were not forced; a rename is there as a whole or not at all. Can lose its
 * power at a given operation, be full, or fail. Locked as a whole, so that tests may use it from real threads, too.
 */
public final class MemoryDisk implements Disk {
    /** The machine is gone; only {@link #powerLoss} brings it back. */
    public static final class PowerLostError extends Error {
        private static final long serialVersionUID = 1L;
    }

    private static final int BLOCK_BYTES = 64;

    private final Object guard = new Object();
    private Map<Path, Node> names = new TreeMap<>();
    private Map<Path, Node> durableNames = new TreeMap<>();
    private Set<Path> folders = new HashSet<>();
    private final Set<Path> locks = new HashSet<>();
    /** Names that renames tie together since their folder was last forced: a file system keeps no half of one. */
    private final Map<Path, Object> renamed = new HashMap<>();

    private long operations;
    private long powerLossAt = Long.MAX_VALUE;
    private long capacityBytes = Long.MAX_VALUE;
    private @Nullable String failure;
    private @Nullable Path broken;
    private int openFiles;
    private int openFilesPeak;
    private int forces;

    /** The content of a file, now and as it was last forced. */
    private static final class Node {
        private byte[] content = {};
        private byte[] durable = {};
    }

    /** The power goes at that operation from now on (0 is the next); every one after it fails alike. */
    public void losePowerAfter(long operations) {
        powerLossAt = this.operations + operations;
    }

    /** A loop swallows what its tasks throw; whoever drives it asks here. */
    public void throwIfPowerLost() {
        if (operations > powerLossAt) {
            throw new PowerLostError();
        }
    }

    /** Operations since the disk was made. */
    public long operations() {
        return operations;
    }

    public void capacityBytes(long bytes) {
        capacityBytes = bytes;
    }

    /** Every write fails from now on, until null is given. */
    public void failWrites(@Nullable String message) {
        failure = message;
    }

    /** Everything below the folder fails from now on, also what is open, until null is given. */
    public void breakBelow(@Nullable Path folder) {
        broken = folder;
    }

    private void reach(Path path) throws IOException {
        Path beyond = broken;
        if (beyond != null && path.startsWith(beyond)) {
            throw new IOException("Input/output error");
        }
    }

    public int openFiles() {
        return openFiles;
    }

    public int openFilesPeak() {
        return openFilesPeak;
    }

    public int forces() {
        return forces;
    }

    /** The power comes back: what was not forced is kept, lost, or kept in part, as the random source says. */
    public void powerLoss(RandomGenerator random) {
        synchronized (guard) {
            Set<Path> all = new TreeSet<>(names.keySet());
            all.addAll(durableNames.keySet());
            Map<Path, Node> after = new TreeMap<>();
            Map<Object, Boolean> kept = new HashMap<>();
            for (Path path : all) {
                boolean last = random.nextBoolean();
                Object tied = renamed.get(path);
                if (tied != null) {
                    last = kept.computeIfAbsent(tied, same -> random.nextBoolean());
                }
                Node node = last ? names.get(path) : durableNames.get(path);
                if (node != null) {
                    after.put(path, node);
                }
            }
            for (Node node : new LinkedHashSet<>(after.values())) {
                node.content = survivor(node, random);
                node.durable = node.content;
            }
            restart(after);
        }
    }

    /** The power comes back, and nothing is left but what was forced. */
    public void forgetEverythingUnforced() {
        synchronized (guard) {
            Map<Path, Node> after = new TreeMap<>(durableNames);
            after.values().forEach(node -> node.content = node.durable);
            restart(after);
        }
    }

    /** The process that used the disk was killed: what it wrote is there, its locks are not. */
    public void processKilled() {
        synchronized (guard) {
            locks.clear();
            openFiles = 0;
        }
    }

    private void restart(Map<Path, Node> after) {
        renamed.clear();
        names = after;
        durableNames = new TreeMap<>(after);
        locks.clear();
        powerLossAt = Long.MAX_VALUE;
        openFiles = 0;
    }

    /** Each block of what changed since the last force is there or not, and the file ends anywhere in between. */
    private static byte[] survivor(Node node, RandomGenerator random) {
        int shorter = Math.min(node.content.length, node.durable.length);
        int longer = Math.max(node.content.length, node.durable.length);
        int end = longer == shorter ? shorter : shorter + random.nextInt(longer - shorter + 1);
        byte[] after = new byte[end];
        for (int at = 0; at < end; at += BLOCK_BYTES) {
            byte[] source = random.nextInt(4) > 0 ? node.content : node.durable;
            int count = Math.max(0, Math.min(Math.min(BLOCK_BYTES, end - at), source.length - at));
            System.arraycopy(source, Math.min(at, source.length), after, at, count);
        }
        return after;
    }

    private void operation() {
        operations++;
        if (operations > powerLossAt) {
            throw new PowerLostError();
        }
    }

    private void write() throws IOException {
        operation();
        if (failure != null) {
            throw new IOException(failure);
        }
    }

    private Node node(Path path) throws IOException {
        Node node = names.get(path);
        if (node == null) {
            throw new NoSuchFileException(path.toString());
        }
        return node;
    }

    /** The bytes of a file, for a test to look at or to damage. */
    public byte[] bytes(Path path) {
        synchronized (guard) {
            return names.get(path).content.clone();
        }
    }

    public void bytes(Path path, byte[] content) {
        synchronized (guard) {
            Node node = names.computeIfAbsent(path, missing -> new Node());
            node.content = content.clone();
            node.durable = node.content;
            durableNames.put(path, node);
        }
    }

    public Set<Path> files() {
        synchronized (guard) {
            return new TreeSet<>(names.keySet());
        }
    }

    @Override
    public DiskFile open(Path path, Mode mode) throws IOException {
        synchronized (guard) {
            reach(path);
            if (mode == Mode.CREATE && !names.containsKey(path)) {
                write();
                if (!isFolder(path.getParent())) {
                    throw new NoSuchFileException(path.toString());
                }
                if (usedBytes() >= capacityBytes) {
                    throw new IOException("No space left on device");
                }
                names.put(path, new Node());
            }
            operation();
            Node node = node(path);
            openFiles++;
            openFilesPeak = Math.max(openFilesPeak, openFiles);
            return new MemoryFile(path, node);
        }
    }

    private long usedBytes() {
        return names.values().stream().mapToLong(node -> node.content.length).sum();
    }

    @Override
    public boolean exists(Path path) {
        synchronized (guard) {
            return names.containsKey(path) || folders.contains(path);
        }
    }

    @Override
    public long sizeBytes(Path file) throws IOException {
        synchronized (guard) {
            reach(file);
            return node(file).content.length;
        }
    }

    @Override
    public List<String> list(Path folder) throws IOException {
        synchronized (guard) {
            reach(folder);
            if (!folders.contains(folder)) {
                throw new NoSuchFileException(folder.toString());
            }
            List<String> found = new ArrayList<>();
            names.keySet().stream()
                    .filter(path -> folder.equals(path.getParent()))
                    .forEach(path -> found.add(path.getFileName().toString()));
            folders.stream()
                    .filter(path -> folder.equals(path.getParent()))
                    .forEach(path -> found.add(path.getFileName().toString()));
            return found;
        }
    }

    @Override
    public boolean isFolder(Path path) {
        synchronized (guard) {
            return folders.contains(path);
        }
    }

    /** Folders survive: losing a whole folder of files that were forced is more than a disk does. */
    @Override
    public void createFolders(Path folder) throws IOException {
        synchronized (guard) {
            reach(folder);
            write();
            for (Path path = folder; path != null; path = path.getParent()) {
                folders.add(path);
            }
        }
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        synchronized (guard) {
            reach(from);
            write();
            if (folders.contains(from)) {
                renameFolder(from, to);
            } else {
                Node node = node(from);
                names.remove(from);
                names.put(to, node);
                tie(from, to);
            }
        }
    }

    private void tie(Path from, Path to) {
        Object both = new Object();
        for (Object before : new Object[] {renamed.get(from), renamed.get(to)}) {
            renamed.replaceAll((path, tied) -> tied == before ? both : tied);
        }
        renamed.put(from, both);
        renamed.put(to, both);
    }

    private void renameFolder(Path from, Path to) {
        folders.remove(from);
        folders.add(to);
        names = moved(names, from, to);
        durableNames = moved(durableNames, from, to);
    }

    private static Map<Path, Node> moved(Map<Path, Node> names, Path from, Path to) {
        Map<Path, Node> moved = new TreeMap<>();
        names.forEach(
                (path, node) -> moved.put(path.startsWith(from) ? to.resolve(from.relativize(path)) : path, node));
        return moved;
    }

    @Override
    public void delete(Path path) throws IOException {
        synchronized (guard) {
            reach(path);
            write();
            if (folders.contains(path) && !list(path).isEmpty()) {
                throw new DirectoryNotEmptyException(path.toString());
            }
            folders.remove(path);
            names.remove(path);
        }
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
        synchronized (guard) {
            reach(folder);
            write();
            durableNames.keySet().removeIf(path -> folder.equals(path.getParent()));
            renamed.keySet().removeIf(path -> folder.equals(path.getParent()));
            names.forEach((path, node) -> {
                if (folder.equals(path.getParent())) {
                    durableNames.put(path, node);
                }
            });
        }
    }

    @Override
    public Closeable lock(Path file) throws IOException {
        synchronized (guard) {
            write();
            names.computeIfAbsent(file, missing -> new Node());
            if (!locks.add(file)) {
                throw new OverlappingFileLockException();
            }
            return () -> {
                synchronized (guard) {
                    locks.remove(file);
                }
            };
        }
    }

    @Override
    public Space space(Path folder) {
        return new Space(capacityBytes, capacityBytes - usedBytes());
    }

    private final class MemoryFile implements DiskFile {
        private final Path path;
        private final Node node;
        private boolean closed;

        MemoryFile(Path path, Node node) {
            this.path = path;
            this.node = node;
        }

        private void check() throws IOException {
            if (closed) {
                throw new IOException("the file is closed");
            }
            reach(path);
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            synchronized (guard) {
                check();
                operation();
                int count = (int) Math.max(0, Math.min(target.remaining(), node.content.length - position));
                if (count > 0) {
                    target.put(node.content, (int) position, count);
                }
                return count;
            }
        }

        @Override
        public void write(ByteBuffer source, long position) throws IOException {
            synchronized (guard) {
                check();
                MemoryDisk.this.write();
                long free = capacityBytes - usedBytes();
                long end = position + source.remaining();
                long grows = Math.max(0, end - node.content.length);
                int count = (int) Math.max(0, Math.min(source.remaining(), source.remaining() - (grows - free)));
                byte[] bytes = new byte[grows > free ? count : source.remaining()];
                source.get(bytes);
                // A copy, so that the durable content stays as it was.
                byte[] content =
                        Arrays.copyOf(node.content, (int) Math.max(node.content.length, position + bytes.length));
                System.arraycopy(bytes, 0, content, (int) position, bytes.length);
                node.content = content;
                if (grows > free) {
                    throw new IOException("No space left on device");
                }
            }
        }

        @Override
        public void write(ByteBuffer[] sources, long position) throws IOException {
            long at = position;
            for (ByteBuffer source : sources) {
                int count = source.remaining();
                write(source, at);
                at += count;
            }
        }

        @Override
        public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
            synchronized (guard) {
                check();
                int end = (int) Math.min(node.content.length, position + count);
                return end <= position
                        ? 0
                        : target.write(ByteBuffer.wrap(node.content, (int) position, end - (int) position));
            }
        }

        @Override
        public long sizeBytes() throws IOException {
            synchronized (guard) {
                check();
                return node.content.length;
            }
        }

        @Override
        public void truncate(long sizeBytes) throws IOException {
            synchronized (guard) {
                check();
                MemoryDisk.this.write();
                if (sizeBytes < node.content.length) {
                    node.content = Arrays.copyOf(node.content, (int) sizeBytes);
                }
            }
        }

        @Override
        public void force() throws IOException {
            synchronized (guard) {
                check();
                MemoryDisk.this.write();
                forces++;
                node.durable = node.content;
            }
        }

        @Override
        public @Nullable FileChannel channel() {
            return null;
        }

        @Override
        public void close() {
            synchronized (guard) {
                if (!closed) {
                    closed = true;
                    openFiles--;
                }
            }
        }
    }
}
