/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import io.odradek.protocol.message.LegacyOffsetCommitValue;
import io.odradek.protocol.message.OffsetCommitValue;
import io.odradek.protocol.wire.Uuid;

/**
 * Where a group stands in one partition.
 *
 * @param leaderEpoch of the last record that was consumed; -1 if not known
 * @param metadata whatever the client wants to find again
 * @param expiresAtMs by the wall clock; -1 where the broker's retention decides
 * @param topicId ZERO if not known
 */
public record CommittedOffset(
        long offset, int leaderEpoch, String metadata, long committedAtMs, long expiresAtMs, Uuid topicId) {
    public static final int NO_EPOCH = -1;
    public static final long NO_EXPIRY = -1;

    /** Of the value's versions, the one with a place for what is to be stored, as Kafka 4.3.1 chooses it. */
    private static final int VERSION = 4;

    private static final int VERSION_WITH_EXPIRY = 1;

    static CommittedOffset of(OffsetCommitValue stored) {
        return new CommittedOffset(
                stored.offset(),
                stored.leaderEpoch(),
                stored.metadata(),
                stored.commitTimestamp(),
                stored.expireTimestamp(),
                stored.topicId());
    }

    static CommittedOffset of(LegacyOffsetCommitValue stored) {
        return new CommittedOffset(
                stored.offset(), NO_EPOCH, stored.metadata(), stored.commitTimestamp(), NO_EXPIRY, Uuid.ZERO);
    }

    OffsetCommitValue toStore() {
        return new OffsetCommitValue()
                .offset(offset)
                .leaderEpoch(leaderEpoch)
                .metadata(metadata)
                .commitTimestamp(committedAtMs)
                .expireTimestamp(expiresAtMs)
                .topicId(topicId);
    }

    int storedVersion() {
        return expiresAtMs == NO_EXPIRY ? VERSION : VERSION_WITH_EXPIRY;
    }

    /** Whether it is of a topic of that name that has been deleted since; an id that is not known is nobody's. */
    public boolean isOfAnother(Uuid id) {
        return !id.equals(Uuid.ZERO) && !topicId.equals(Uuid.ZERO) && !id.equals(topicId);
    }
}
