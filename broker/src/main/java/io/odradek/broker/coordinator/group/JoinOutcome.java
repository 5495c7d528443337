/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import io.odradek.protocol.error.ErrorCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a JoinGroup.
 *
 * @param generationId -1 with an error
 * @param members everybody, for the leader alone
 */
public record JoinOutcome(
        ErrorCode error,
        String memberId,
        int generationId,
        Protocol protocol,
        String leaderId,
        boolean skipAssignment,
        List<JoinedMember> members) {

    private static final int NO_GENERATION = -1;

    /** The group's protocol; nothing with an error. */
    public record Protocol(@Nullable String type, @Nullable String name) {
        static final Protocol NONE = new Protocol(null, null);
    }

    /** One member in the answer to the leader. */
    public record JoinedMember(String memberId, @Nullable String instanceId, Opaque metadata) {}

    public static JoinOutcome failed(String memberId, ErrorCode error) {
        return new JoinOutcome(error, memberId, NO_GENERATION, Protocol.NONE, "", false, List.of());
    }
}
