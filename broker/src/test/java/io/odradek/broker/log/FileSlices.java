/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** Slices of a file that no log has written, for tests of what is done with slices. */
public final class FileSlices {
    private FileSlices() {}

    public static LogSlice of(Path file, long from, int bytes) throws IOException {
        return new LogSlice(new OpenFile(file, new ChannelFile(FileChannel.open(file))), from, bytes, 0);
    }
}
