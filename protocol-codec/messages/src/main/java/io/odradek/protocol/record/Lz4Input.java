/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.protocol.record;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;
import net.jpountz.xxhash.XXHashFactory;

/**
 * One LZ4 frame of independent blocks. The library's stream sets aside two of the largest blocks that the frame may
 * have; this one sets aside what the block at hand can swell to, and decompresses from where the bytes are.
 */
final class Lz4Input extends BlockInput {
    private static final int MAGIC = 0x184D2204;
    private static final int VERSION_BITS = 0xC0;
    private static final int VERSION_1 = 0x40;
    private static final int INDEPENDENT_BIT = 0x20;
    private static final int BLOCK_CHECKSUM_BIT = 0x10;
    private static final int CONTENT_SIZE_BIT = 0x08;
    private static final int RESERVED_AND_DICTIONARY_BITS = 0x03;
    private static final int STORED_BIT = 0x80000000;

    /** A length byte of LZ4 stands for at most 255 bytes. */
    private static final int RATIO_MAX = 255;

    private final LZ4SafeDecompressor decompressor =
            LZ4Factory.fastestInstance().safeDecompressor();
    private final int blockBytesMax;
    private final boolean blockChecksums;
    private boolean ended;

    Lz4Input(ByteBuffer compressed) throws IOException {
        super(compressed.order(ByteOrder.LITTLE_ENDIAN));
        need(Integer.BYTES + 3);
        if (compressed.getInt() != MAGIC) {
            throw new IOException("Not an LZ4 frame");
        }
        int descriptorAt = compressed.position();
        int flags = compressed.get() & 0xFF;
        int block = compressed.get() & 0xFF;
        if ((flags & VERSION_BITS) != VERSION_1
                || (flags & INDEPENDENT_BIT) == 0
                || (flags & RESERVED_AND_DICTIONARY_BITS) != 0
                || (block & 0x8F) != 0
                || (block >> 4) < 4) {
            throw new IOException("An LZ4 frame of an unknown kind: flags " + flags + ", block descriptor " + block);
        }
        if ((flags & CONTENT_SIZE_BIT) != 0) {
            need(Long.BYTES + 1);
            compressed.getLong();
        }
        blockBytesMax = 1 << (2 * (block >> 4) + 8);
        blockChecksums = (flags & BLOCK_CHECKSUM_BIT) != 0;
        int checksum = (hash(descriptorAt, compressed.position() - descriptorAt) >> 8) & 0xFF;
        if ((compressed.get() & 0xFF) != checksum) {
            throw new IOException("The checksum of the LZ4 frame's descriptor does not fit");
        }
    }

    @Override
    protected boolean nextBlock() throws IOException {
        if (ended) {
            return false;
        }
        need(Integer.BYTES);
        int size = compressed.getInt();
        if (size == 0) {
            ended = true;
            return false;
        }
        boolean stored = (size & STORED_BIT) != 0;
        size &= ~STORED_BIT;
        if (size > blockBytesMax) {
            throw new IOException("An LZ4 block of " + size + " bytes in a frame of at most " + blockBytesMax);
        }
        need(size);
        int at = compressed.position();
        blockRoom(stored ? size : (int) Math.min(blockBytesMax, (long) size * RATIO_MAX));
        if (stored) {
            compressed.get(at, block, 0, size);
            blockBytes = size;
        } else {
            blockBytes = decompressor.decompress(compressed, at, size, ByteBuffer.wrap(block), 0, block.length);
        }
        compressed.position(at + size);
        if (blockChecksums) {
            need(Integer.BYTES);
            if (compressed.getInt() != hash(at, size)) {
                throw new IOException("The checksum of an LZ4 block does not fit");
            }
        }
        return true;
    }

    private void need(int bytes) throws IOException {
        if (compressed.remaining() < bytes) {
            throw new IOException("The LZ4 frame is cut off");
        }
    }

    private int hash(int at, int bytes) {
        return XXHashFactory.fastestInstance().hash32().hash(compressed, at, bytes, 0);
    }
}
