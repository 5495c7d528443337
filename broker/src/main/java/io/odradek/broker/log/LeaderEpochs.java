/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

/**
 * Which leader epoch began at which offset, for one log. Owned by the partition's loop. An epoch that was assigned but
 * in which nothing has been appended is kept in memory only; the file follows with its first batch.
 */
@SuppressWarnings({"DoNotCallSuggester", "UnusedVariable", "MethodCanBeStatic"})
public final class LeaderEpochs {
    LeaderEpochs() {}

    /** Notes that the epoch begins at the offset, unless that or a later epoch is known. */
    public void assign(int leaderEpoch, long startOffset) {
        throw new UnsupportedOperationException();
    }

    /** The last epoch known, or {@link EpochEndOffset#UNDEFINED_EPOCH}. */
    public int latestEpoch() {
        throw new UnsupportedOperationException();
    }

    /** The last epoch not above the one asked for, and the offset at which it ended, given where the log ends. */
    public EpochEndOffset endOffsetFor(int leaderEpoch, long logEndOffset) {
        throw new UnsupportedOperationException();
    }

    /** The epoch in which the record of an offset was appended, or {@link EpochEndOffset#UNDEFINED_EPOCH}. */
    public int epochOf(long offset) {
        throw new UnsupportedOperationException();
    }
}
