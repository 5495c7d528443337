/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

/**
 * How far a member of a consumer group has come towards its target: ConsumerGroupCurrentMemberAssignmentValue.
 *
 * @param epoch -2 of a static member that is away for now
 * @param previousEpoch that the member may still believe in, if an answer was lost
 * @param owned what it may use
 * @param revoking what it is to give back before anything else
 */
record MemberStanding(
        int epoch, int previousEpoch, Progress progress, OwnedPartitions owned, OwnedPartitions revoking) {

    static final MemberStanding NEW =
            new MemberStanding(0, 0, Progress.STABLE, OwnedPartitions.NONE, OwnedPartitions.NONE);

    /** What a member is waiting for. The numbers are those of the record. */
    enum Progress {
        /** Nothing: it has what its epoch gives it. */
        STABLE(0),
        /** Itself: it has yet to give partitions back. */
        UNREVOKED(1),
        /** Others: they have yet to give back what it is to have. */
        UNRELEASED(2),
        /** Written by a later Kafka; the member has to begin anew. */
        UNKNOWN(127);

        private final byte code;

        Progress(int code) {
            this.code = (byte) code;
        }

        byte code() {
            return code;
        }

        static Progress of(byte code) {
            for (Progress each : values()) {
                if (each.code == code) {
                    return each;
                }
            }
            return UNKNOWN;
        }
    }

    boolean isReconciledTo(int targetEpoch) {
        return progress == Progress.STABLE && epoch == targetEpoch;
    }

    /** In that epoch; what was the epoch is the previous one. */
    MemberStanding in(int nextEpoch, Progress next, OwnedPartitions nextOwned, OwnedPartitions nextRevoking) {
        return new MemberStanding(nextEpoch, epoch, next, nextOwned, nextRevoking);
    }

    /** Of a static member that will be back within its session timeout. */
    MemberStanding away() {
        return new MemberStanding(HeartbeatAsk.LEAVES_FOR_NOW, previousEpoch, progress, owned, OwnedPartitions.NONE);
    }

    /** Of the next life of a static member: it has what the last one had, and is in no epoch yet. */
    MemberStanding reborn() {
        return new MemberStanding(0, 0, progress, owned, revoking);
    }
}
