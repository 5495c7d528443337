/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.replay;

import java.util.Arrays;

/** Bytes by tenths of a second since the start of a run. Belongs to one thread until the run has ended. */
public final class Timeline {

    public static final int SLOT_MS = 100;

    private static final long SLOT_NS = SLOT_MS * 1_000_000L;

    private long[] slots = new long[64];
    private int used;

    void add(long sinceStartNs, long bytes) {
        int slot = (int) (sinceStartNs / SLOT_NS);
        if (slot >= slots.length) {
            slots = Arrays.copyOf(slots, Math.max(slot + 1, slots.length * 2));
        }
        slots[slot] += bytes;
        used = Math.max(used, slot + 1);
    }

    /**
     * What the last third of the run had per second, as a multiple of the middle third; the first third is warming up. 1
     * where the run was too short to tell.
     */
    public double drift() {
        int third = (used - 1) / 3;
        if (third < 2) {
            return 1;
        }
        double middle =
                Arrays.stream(slots, used - 1 - 2 * third, used - 1 - third).sum();
        double last = Arrays.stream(slots, used - 1 - third, used - 1).sum();
        return middle == 0 ? Double.POSITIVE_INFINITY : last / middle;
    }

    /** In MB/s, one figure for each whole slot: the last one was not filled. */
    public double[] megabytesPerSecond() {
        return Arrays.stream(slots, 0, Math.max(0, used - 1))
                .mapToDouble(bytes -> bytes / 1e6 * 1000 / SLOT_MS)
                .toArray();
    }
}
