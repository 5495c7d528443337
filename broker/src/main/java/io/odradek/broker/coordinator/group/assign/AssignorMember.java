/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group.assign;

import io.odradek.protocol.wire.Uuid;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A member of a group, as an assignor sees it.
 *
 * @param topics what it subscribes to, by name or by expression, as far as there are such topics; members with the same
 *     subscription may share one set
 * @param target what the last assignment gave it; of a static member that is back, what its last life had
 */
public record AssignorMember(
        Set<Uuid> topics,
        @Nullable String instanceId,
        @Nullable String rack,
        AssignedPartitions target) {}
