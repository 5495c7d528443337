/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import org.jspecify.annotations.Nullable;

/** Who a request says that it comes from. */
public record MemberClaim(String memberId, @Nullable String instanceId, int generationId) {}
