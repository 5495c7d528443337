/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import io.odradek.controller.image.ClusterImage;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What this coordinator has looked at for one consumer group: stored nowhere, so that the next coordinator looks again.
 * Lives as long as the group does here; confined to the shard's loop.
 */
final class GroupWatch {
    private @Nullable ClusterImage hashed;
    private int hashedInEpoch;
    private @Nullable ClusterImage matched;
    private boolean matching;
    private @Nullable HashOfTopics lastHash;
    private ConsumerGroupTimes.@Nullable OfGroup times;

    /** The group's, looked up when a configuration has changed. */
    ConsumerGroupTimes.OfGroup times(ConsumerGroupTimes all, String groupId) {
        ConsumerGroupTimes.OfGroup known = times;
        if (known == null || !known.isCurrent()) {
            known = all.of(groupId);
            times = known;
        }
        return known;
    }

    private record HashOfTopics(KnownTopics topics, Set<String> names, long hash) {
        boolean isOf(ClusterImage image, Set<String> subscribed) {
            return topics.image() == image && names.equals(subscribed);
        }
    }

    /** That of the topics with these names; mostly that of the last time. */
    long hash(KnownTopics topics, Set<String> names) {
        HashOfTopics known = lastHash;
        if (known == null || !known.isOf(topics.image(), names)) {
            known = new HashOfTopics(topics, names, topics.hash(names));
            lastHash = known;
        }
        return known.hash();
    }

    /** Whether the group's topics are as its hash says: compared with this image, and what was found is stored. */
    boolean hasHashed(ClusterImage image, int epoch) {
        return hashed == image && epoch >= hashedInEpoch;
    }

    /** @param nextEpoch that the group has when what was found is stored */
    void hashes(ClusterImage image, int nextEpoch) {
        hashed = image;
        hashedInEpoch = nextEpoch;
    }

    /** Whether expressions are being matched at this moment. */
    boolean isMatching() {
        return matching;
    }

    void startsMatching() {
        matching = true;
    }

    void endsMatching(ClusterImage image) {
        matching = false;
        matched = image;
    }

    /** Whether there are topics that the group's expressions have not been matched with. */
    boolean hasNewTopics(ClusterImage image) {
        ClusterImage before = matched;
        return before != image
                && (before == null || image.topics().stream().anyMatch(topic -> before.topic(topic.id()) == null));
    }
}
