/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import io.odradek.broker.coordinator.group.assign.AssignedPartitions;
import io.odradek.protocol.error.ErrorCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A consumer group as ConsumerGroupDescribe gives it, or why it cannot.
 *
 * @param message what is wrong, in words; null without an error
 */
public record ConsumerGroupDescription(
        ErrorCode error,
        @Nullable String message,
        String state,
        int epoch,
        int targetEpoch,
        String assignor,
        List<Member> members) {

    /** One member, and what it is to have. */
    public static final class Member {
        private final ConsumerMember stored;
        private final AssignedPartitions target;

        Member(ConsumerMember stored, AssignedPartitions target) {
            this.stored = stored;
            this.target = target;
        }

        public String memberId() {
            return stored.id();
        }

        public @Nullable String instanceId() {
            return stored.instanceId();
        }

        public @Nullable String rack() {
            return stored.profile().rack();
        }

        public int epoch() {
            return stored.epoch();
        }

        public MemberClient client() {
            return stored.profile().client();
        }

        public List<String> topics() {
            return List.copyOf(stored.profile().subscription().topics());
        }

        public String expression() {
            return stored.profile().subscription().expression();
        }

        /** With what it has yet to give back. */
        public AssignedPartitions owned() {
            MemberStanding standing = stored.standing();
            return standing.owned().plus(standing.revoking()).partitions();
        }

        public AssignedPartitions target() {
            return target;
        }

        public boolean isClassic() {
            return stored.profile().isClassic();
        }
    }

    static ConsumerGroupDescription unknown(String message) {
        return new ConsumerGroupDescription(ErrorCode.GROUP_ID_NOT_FOUND, message, "", 0, 0, "", List.of());
    }
}
