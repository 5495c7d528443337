/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import io.netty.util.AbstractReferenceCounted;
import io.netty.util.IllegalReferenceCountException;
import java.io.IOException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file held open by everyone who uses it: the cache of handles, the log while it works on it, a slice on its way to a
 * socket. Closed when the last of them lets go, from whatever thread that is.
 */
final class OpenFile extends AbstractReferenceCounted {
    private static final Logger LOG = LoggerFactory.getLogger(OpenFile.class);

    private final Path path;
    private final DiskFile file;

    OpenFile(Path path, DiskFile file) {
        this.path = path;
        this.file = file;
    }

    DiskFile file() {
        return file;
    }

    /** False if the last holder let go already and the file is closed. */
    boolean tryRetain() {
        try {
            retain();
            return true;
        } catch (IllegalReferenceCountException closed) {
            return false;
        }
    }

    @Override
    protected void deallocate() {
        try {
            file.close();
        } catch (IOException e) {
            LOG.warn("Closing {} failed; what was forced to the disk is safe, nothing else relied on it", path, e);
        }
    }

    @Override
    public OpenFile touch(Object hint) {
        return this;
    }
}
