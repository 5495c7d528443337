/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

/**
 * Where the last batches stand that were appended to the active segment, so that a consumer at the log's end is answered
 * without a look at the files. Owned by the log's loop.
 */
final class RecentBatches {
    private static final int BATCHES = 16;
    private static final int NONE = -1;

    private final long[] baseOffsets = new long[BATCHES];
    private final int[] positions = new int[BATCHES];
    private int next;
    private int count;
    private long endOffset;
    private int endPosition;

    void add(long baseOffset, int position, long nextOffset, int nextPosition) {
        if (count > 0 && (endOffset != baseOffset || endPosition != position)) {
            clear();
        }
        baseOffsets[next] = baseOffset;
        positions[next] = position;
        next = (next + 1) % BATCHES;
        count = Math.min(count + 1, BATCHES);
        endOffset = nextOffset;
        endPosition = nextPosition;
    }

    void clear() {
        count = 0;
    }

    /** Which of them holds the offset, or -1. */
    int find(long offset) {
        if (count == 0 || offset >= endOffset) {
            return NONE;
        }
        for (int age = 1; age <= count; age++) {
            int at = (next - age + BATCHES) % BATCHES;
            if (baseOffsets[at] <= offset) {
                return at;
            }
        }
        return NONE;
    }

    long baseOffset(int at) {
        return baseOffsets[at];
    }

    int position(int at) {
        return positions[at];
    }

    int lengthBytes(int at) {
        int after = (at + 1) % BATCHES;
        return (after == next ? endPosition : positions[after]) - positions[at];
    }
}
