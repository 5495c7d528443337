/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import io.odradek.protocol.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/** What became of one member that was to leave. */
public record LeftMember(String memberId, @Nullable String instanceId, ErrorCode error) {}
