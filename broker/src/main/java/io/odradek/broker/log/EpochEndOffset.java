/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

/** The largest leader epoch not above the one asked for, and the offset at which it ended. */
public record EpochEndOffset(int leaderEpoch, long endOffset) {
    public static final int UNDEFINED_EPOCH = -1;
    public static final long UNDEFINED_OFFSET = -1;
    public static final EpochEndOffset UNDEFINED = new EpochEndOffset(UNDEFINED_EPOCH, UNDEFINED_OFFSET);
}
