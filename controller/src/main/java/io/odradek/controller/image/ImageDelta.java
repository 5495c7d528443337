/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.image;

import io.odradek.protocol.wire.Uuid;
import java.util.List;
import java.util.Map;

/**
 * What one UpdateMetadata tells a broker: who the controller is, all live brokers, and the partitions that changed. A
 * change whose leader is {@link PartitionImage#LEADER_DURING_DELETE} takes the partition out of the image.
 */
public record ImageDelta(
        int controllerId, int controllerEpoch, Map<Integer, BrokerImage> brokers, List<TopicChange> topics) {
    /** The changed partitions of one topic. */
    public record TopicChange(String name, Uuid id, List<PartitionImage> partitions) {}
}
