/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.odradek.broker.partition.PartitionDirectory;
import io.odradek.broker.partition.PartitionRef;
import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.TopicImage;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.wire.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * Where a partition named in a request is to be had: here, or why not here. Made for one request, so that all of it is
 * answered from one image.
 */
final class PartitionLookup {
    private final PartitionDirectory directory;
    private final ClusterImage image;

    PartitionLookup(PartitionDirectory directory, ClusterImage image) {
        this.directory = directory;
        this.image = image;
    }

    /** For telling leaders to a client that came by the listener. */
    CurrentLeaders currentLeaders(String listener) {
        return new CurrentLeaders(image, directory, listener);
    }

    /** The name of a topic, or null if no topic has that id. */
    @Nullable
    String nameOf(Uuid id) {
        TopicImage topic = id.equals(Uuid.ZERO) ? null : image.topic(id);
        return topic == null ? null : topic.name();
    }

    @Nullable
    PartitionRef find(String topic, int partition) {
        return directory.find(topic, partition);
    }

    /** Why {@link #find} has none: nobody has it, or somebody else does. */
    ErrorCode errorOfMissing(String topic, int partition) {
        return image.partition(topic, partition) == null
                ? ErrorCode.UNKNOWN_TOPIC_OR_PARTITION
                : ErrorCode.NOT_LEADER_OR_FOLLOWER;
    }
}
