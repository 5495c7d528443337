/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.protocol.record;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.xerial.snappy.Snappy;

/**
 * Snappy as Kafka's clients write it: the framing of snappy-java (a magic, two versions, then blocks with their sizes),
 * or one bare block, which some clients send. The library's own stream allocates whatever size a block claims to have;
 * here a claim is held against what snappy can make of the bytes that are there.
 */
final class SnappyInput extends BlockInput {
    private static final byte[] MAGIC = {(byte) 0x82, 'S', 'N', 'A', 'P', 'P', 'Y', 0};
    private static final int FRAME_HEADER_BYTES = MAGIC.length + 8;

    /** Snappy's best copy element makes 64 bytes out of 3. */
    private static final int RATIO_MAX = 22;

    private final boolean framed;

    private SnappyInput(ByteBuffer compressed, boolean framed) {
        super(compressed);
        this.framed = framed;
    }

    static SnappyInput open(ByteBuffer compressed) {
        boolean framed = compressed.remaining() >= FRAME_HEADER_BYTES && startsWithMagic(compressed);
        if (framed) {
            compressed.position(compressed.position() + FRAME_HEADER_BYTES);
        }
        return new SnappyInput(compressed, framed);
    }

    private static boolean startsWithMagic(ByteBuffer compressed) {
        byte[] start = new byte[MAGIC.length];
        compressed.get(compressed.position(), start);
        return Arrays.equals(start, MAGIC);
    }

    @Override
    protected boolean nextBlock() throws IOException {
        if (!compressed.hasRemaining()) {
            return false;
        }
        int bytes = compressed.remaining();
        if (framed) {
            if (bytes < Integer.BYTES) {
                throw new IOException("A snappy block's size is cut off");
            }
            bytes = compressed.getInt();
        }
        uncompress(takeCompressed(bytes));
        return true;
    }

    private void uncompress(byte[] input) throws IOException {
        int size = Snappy.uncompressedLength(input);
        if (size < 0 || size > (long) RATIO_MAX * input.length) {
            throw new IOException("A snappy block of " + input.length + " bytes claims to hold " + size);
        }
        blockRoom(size);
        blockBytes = Snappy.uncompress(input, 0, input.length, block, 0);
    }
}
