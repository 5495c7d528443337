/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Which member of a consumer group (KIP-848) gets which partitions, decided by the broker: pure, from what the members
 * subscribe to and have.
 */
@NullMarked
package io.odradek.broker.coordinator.group.assign;

import org.jspecify.annotations.NullMarked;
