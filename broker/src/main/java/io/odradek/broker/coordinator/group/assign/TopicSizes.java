/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group.assign;

import io.odradek.protocol.wire.Uuid;

/** How many partitions topics have. */
@FunctionalInterface
public interface TopicSizes {
    /** Zero of a topic that does not exist. */
    int partitions(Uuid topicId);
}
