/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import io.odradek.controller.image.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Where a group stands in one partition.
 *
 * @param committed null if it has committed nothing, or nothing that can be told
 * @param unstable a transaction has yet to say whether there is something newer
 */
public record FoundOffset(
        TopicPartition partition, @Nullable CommittedOffset committed, boolean unstable) {}
