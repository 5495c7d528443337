/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import io.odradek.protocol.error.ErrorCode;

/** Why a member's request is not carried out. The texts are on the wire, and so they are Kafka 4.3.1's. */
record Refusal(ErrorCode error, String message) {
    static Refusal full(int membersMax) {
        return new Refusal(
                ErrorCode.GROUP_MAX_SIZE_REACHED,
                "The consumer group has reached its maximum capacity of " + membersMax + " members.");
    }

    static Refusal unknownGroup(String text) {
        return new Refusal(ErrorCode.GROUP_ID_NOT_FOUND, text);
    }

    static Refusal unknownMember(String groupId, String memberId) {
        return new Refusal(
                ErrorCode.UNKNOWN_MEMBER_ID, "Member " + memberId + " is not a member of group " + groupId + ".");
    }

    static Refusal unknownInstance(String instanceId) {
        return new Refusal(ErrorCode.UNKNOWN_MEMBER_ID, "Instance id " + instanceId + " is unknown.");
    }

    /** Somebody else is that instance by now. */
    static Refusal fencedInstance(String memberId, String instanceId, ConsumerMember holder) {
        return new Refusal(
                ErrorCode.FENCED_INSTANCE_ID,
                "Static member " + memberId + " with instance id " + instanceId + " was fenced by member " + holder.id()
                        + ".");
    }

    /** Somebody else is that instance, and has not left. */
    static Refusal unreleasedInstance(String memberId, String instanceId, ConsumerMember holder) {
        return new Refusal(
                ErrorCode.UNRELEASED_INSTANCE_ID,
                "Static member " + memberId + " with instance id " + instanceId
                        + " cannot join the group because the instance id is owned by " + holder.id() + " member.");
    }

    /** The epoch is not the member's. */
    static Refusal fencedEpoch(int said, int known) {
        return new Refusal(
                ErrorCode.FENCED_MEMBER_EPOCH,
                "The consumer group member has a " + (said > known ? "greater" : "smaller") + " member epoch (" + said
                        + ") than the one known by the group coordinator (" + known
                        + "). The member must abandon all its partitions and rejoin.");
    }

    /** The state was stored by a later Kafka. */
    static Refusal unknownState() {
        return new Refusal(
                ErrorCode.FENCED_MEMBER_EPOCH,
                "The consumer group member is in a unknown state. The member must abandon all its partitions and"
                        + " rejoin.");
    }
}
