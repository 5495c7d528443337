/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.embedded;

import io.odradek.broker.log.Disk;
import io.odradek.broker.log.DiskFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The way of one life of a broker to its files. The next life has another: should a thread of a killed one still run, it
 * finds this way closed, and changes nothing under its successor. Any thread may call.
 */
final class MortalDisk implements Disk {
    private final Disk disk;
    private volatile boolean ended;

    MortalDisk(Disk disk) {
        this.disk = disk;
    }

    /** From now on nothing is opened, and no name changed. Open files are closed by those who have them. */
    void end() {
        ended = true;
    }

    private Disk living() throws IOException {
        if (ended) {
            throw new IOException("this broker was killed");
        }
        return disk;
    }

    @Override
    public DiskFile open(Path file, Mode mode) throws IOException {
        return living().open(file, mode);
    }

    @Override
    public boolean exists(Path path) {
        return disk.exists(path);
    }

    @Override
    public long sizeBytes(Path file) throws IOException {
        return disk.sizeBytes(file);
    }

    @Override
    public List<String> list(Path folder) throws IOException {
        return disk.list(folder);
    }

    @Override
    public boolean isFolder(Path path) {
        return disk.isFolder(path);
    }

    @Override
    public void createFolders(Path folder) throws IOException {
        living().createFolders(folder);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        living().rename(from, to);
    }

    @Override
    public void delete(Path path) throws IOException {
        living().delete(path);
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
        living().forceFolder(folder);
    }

    @Override
    public Closeable lock(Path file) throws IOException {
        return living().lock(file);
    }

    @Override
    public Space space(Path folder) throws IOException {
        return disk.space(folder);
    }
}
