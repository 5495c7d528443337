/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.protocol.message;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Damage to the bytes of a message, of the kinds that broken and hostile peers do. */
final class Mutations {
    private static final int[] LENGTHS = {-1, -2, 0, 1, 127, 128, 0x7FFF, 0xFFFF, Integer.MAX_VALUE, Integer.MIN_VALUE};

    private Mutations() {}

    static byte[] mutate(byte[] bytes, SplittableRandom random) {
        byte[] damaged = bytes.clone();
        for (int i = random.nextInt(3); i >= 0; i--) {
            damaged = once(damaged, random);
        }
        return damaged;
    }

    private static byte[] once(byte[] bytes, SplittableRandom random) {
        if (bytes.length == 0) {
            return new byte[] {(byte) random.nextInt()};
        }
        int at = random.nextInt(bytes.length);
        switch (random.nextInt(6)) {
            case 0 -> bytes[at] = (byte) random.nextInt();
            case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 2 -> {
                return Arrays.copyOf(bytes, at);
            }
            case 3 -> {
                return Arrays.copyOf(bytes, bytes.length + random.nextInt(5));
            }
            case 4 -> {
                if (at + 4 <= bytes.length) {
                    ByteBuffer.wrap(bytes).putInt(at, LENGTHS[random.nextInt(LENGTHS.length)]);
                }
            }
            default -> Arrays.fill(bytes, at, Math.min(bytes.length, at + random.nextInt(6)), (byte) 0xFF);
        }
        return bytes;
    }
}
