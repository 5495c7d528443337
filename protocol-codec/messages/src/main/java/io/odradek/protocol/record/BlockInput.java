/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.protocol.record;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** What the block codecs share: one block is decompressed at a time and handed out from there. */
abstract class BlockInput extends InputStream {
    protected final ByteBuffer compressed;
    protected byte[] block = new byte[0];
    protected int blockBytes;
    private int taken;

    protected BlockInput(ByteBuffer compressed) {
        this.compressed = compressed;
    }

    /** Fills {@link #block} up to {@link #blockBytes}, which may be zero; false at the end. */
    protected abstract boolean nextBlock() throws IOException;

    @Override
    public final int read() throws IOException {
        return fill() ? block[taken++] & 0xFF : -1;
    }

    @Override
    public final int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, blockBytes - taken);
        System.arraycopy(block, taken, into, offset, count);
        taken += count;
        return count;
    }

    private boolean fill() throws IOException {
        while (taken == blockBytes) {
            if (!nextBlock()) {
                return false;
            }
            taken = 0;
        }
        return true;
    }

    /** Room for a block of a size that the caller has checked against what can come out of the bytes at hand. */
    protected final void blockRoom(int bytes) {
        if (block.length < bytes) {
            block = new byte[bytes];
        }
    }

    /** The next bytes of the input as an array, for libraries that take nothing else. */
    protected final byte[] takeCompressed(int bytes) throws IOException {
        if (bytes < 0 || bytes > compressed.remaining()) {
            throw new IOException(
                    "A compressed block of " + bytes + " bytes where " + compressed.remaining() + " are left");
        }
        byte[] taken = new byte[bytes];
        compressed.get(taken);
        return taken;
    }
}
