/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import io.odradek.broker.coordinator.group.assign.TopicHashes;
import io.odradek.broker.coordinator.group.assign.TopicSizes;
import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.PartitionImage;
import io.odradek.controller.image.TopicImage;
import io.odradek.protocol.wire.Uuid;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The topics of the cluster, as one image of it has them. */
record KnownTopics(ClusterImage image) implements TopicSizes {
    @Override
    public int partitions(Uuid topicId) {
        TopicImage topic = image.topic(topicId);
        return topic == null ? 0 : topic.partitions().size();
    }

    /** The ids of those of them that exist. */
    Set<Uuid> ids(Collection<String> names) {
        Set<Uuid> ids = new HashSet<>();
        for (String name : names) {
            Uuid id = id(name);
            if (id != null) {
                ids.add(id);
            }
        }
        return ids;
    }

    /** Whether a topic exists and has one of these names. */
    boolean isAmong(Uuid id, Set<String> names) {
        String name = name(id);
        return name != null && names.contains(name);
    }

    @Nullable
    Uuid id(String name) {
        TopicImage topic = image.topic(name);
        return topic == null ? null : topic.id();
    }

    /** Changes when one of these topics comes or goes, or its partitions do, or their racks. */
    long hash(Collection<String> names) {
        NavigableMap<String, Long> hashes = new TreeMap<>();
        for (String name : names) {
            TopicImage topic = image.topic(name);
            if (topic != null) {
                hashes.put(name, TopicHashes.ofTopic(topic.id(), name, racks(topic)));
            }
        }
        return TopicHashes.ofGroup(hashes);
    }

    private List<List<String>> racks(TopicImage topic) {
        List<List<String>> racks = new ArrayList<>(topic.partitions().size());
        for (PartitionImage partition : topic.partitions()) {
            List<String> ofReplicas = new ArrayList<>(0);
            for (int broker : partition.replicas()) {
                String rack = image.rack(broker);
                if (rack != null) {
                    ofReplicas.add(rack);
                }
            }
            racks.add(ofReplicas);
        }
        return racks;
    }

    @Nullable
    String name(Uuid id) {
        TopicImage topic = image.topic(id);
        return topic == null ? null : topic.name();
    }
}
