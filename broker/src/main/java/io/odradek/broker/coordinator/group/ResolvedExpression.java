/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import java.util.Set;

/**
 * The topics that an expression matched: ConsumerGroupRegularExpressionValue.
 *
 * @param version of the cluster's metadata that it was matched against
 * @param resolvedAtMs by the wall clock
 */
record ResolvedExpression(Set<String> topics, long version, long resolvedAtMs) {}
