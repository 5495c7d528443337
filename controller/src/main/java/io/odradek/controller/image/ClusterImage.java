/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.image;

import io.odradek.protocol.wire.Uuid;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a broker knows of its cluster. Immutable, so any thread may read it through one volatile; each broker makes the
 * next image from the last one and an {@link ImageDelta}, at a cost that follows the size of the delta.
 */
public final class ClusterImage {
    /** Controller id before any controller has spoken. */
    public static final int NO_CONTROLLER = -1;

    private final String clusterId;
    private final int controllerId;
    private final int controllerEpoch;
    private final Map<Integer, BrokerImage> brokers;
    private final Map<Integer, String> racks;
    private final BucketMap<String, TopicImage> topicsByName;
    private final BucketMap<Uuid, String> namesById;

    private ClusterImage(
            String clusterId,
            int controllerId,
            int controllerEpoch,
            Map<Integer, BrokerImage> brokers,
            Map<Integer, String> racks,
            BucketMap<String, TopicImage> topicsByName,
            BucketMap<Uuid, String> namesById) {
        this.clusterId = clusterId;
        this.controllerId = controllerId;
        this.controllerEpoch = controllerEpoch;
        this.brokers = brokers;
        this.racks = racks;
        this.topicsByName = topicsByName;
        this.namesById = namesById;
    }

    /** The image of a broker that has heard nothing yet. */
    public static ClusterImage empty(String clusterId) {
        return new ClusterImage(clusterId, NO_CONTROLLER, 0, Map.of(), Map.of(), BucketMap.empty(), BucketMap.empty());
    }

    public String clusterId() {
        return clusterId;
    }

    public int controllerId() {
        return controllerId;
    }

    public int controllerEpoch() {
        return controllerEpoch;
    }

    /** Live brokers by id, in the order of their ids. */
    public Map<Integer, BrokerImage> brokers() {
        return brokers;
    }

    public @Nullable BrokerImage broker(int id) {
        return brokers.get(id);
    }

    /** Where a broker stands, or stood when it was last there; a replica's rack does not change with its broker's life. */
    public @Nullable String rack(int brokerId) {
        return racks.get(brokerId);
    }

    public int topicCount() {
        return topicsByName.size();
    }

    public @Nullable TopicImage topic(String name) {
        return topicsByName.get(name);
    }

    public @Nullable TopicImage topic(Uuid id) {
        String name = namesById.get(id);
        return name == null ? null : topicsByName.get(name);
    }

    /** Every topic, in no particular order; costs a copy of the list. */
    public List<TopicImage> topics() {
        List<TopicImage> all = new ArrayList<>(topicsByName.size());
        topicsByName.forEach((name, topic) -> all.add(topic));
        return all;
    }

    public @Nullable PartitionImage partition(TopicPartition partition) {
        return partition(partition.topic(), partition.partition());
    }

    public @Nullable PartitionImage partition(String topic, int partition) {
        TopicImage found = topicsByName.get(topic);
        return found == null ? null : found.partition(partition);
    }

    /** The image after a delta. */
    public ClusterImage with(ImageDelta delta) {
        TopicEdits edits = new TopicEdits();
        delta.topics().forEach(edits::apply);
        return new ClusterImage(
                clusterId,
                delta.controllerId(),
                delta.controllerEpoch(),
                Collections.unmodifiableMap(new TreeMap<>(delta.brokers())),
                racksWith(delta.brokers().values()),
                topicsByName.with(edits.changed, edits.removed),
                namesById.with(edits.newIds, edits.oldIds));
    }

    private Map<Integer, String> racksWith(Collection<BrokerImage> live) {
        Map<Integer, String> next = new HashMap<>(racks);
        for (BrokerImage broker : live) {
            String rack = broker.rack();
            if (rack == null) {
                next.remove(broker.id());
            } else {
                next.put(broker.id(), rack);
            }
        }
        return next.equals(racks) ? racks : Map.copyOf(next);
    }

    /** What a delta does to the two topic maps, gathered so that each is copied once. */
    private final class TopicEdits {
        private final Map<String, TopicImage> changed = new HashMap<>();
        private final Set<String> removed = new HashSet<>();
        private final Map<Uuid, String> newIds = new HashMap<>();
        private final Set<Uuid> oldIds = new HashSet<>();

        void apply(ImageDelta.TopicChange change) {
            TopicImage before = changed.getOrDefault(change.name(), topicsByName.get(change.name()));
            if (before != null && !before.id().equals(change.id())) {
                oldIds.add(before.id());
                before = null;
            }
            TopicImage base = before == null ? TopicImage.of(change.name(), change.id(), List.of()) : before;
            TopicImage after = base.with(change.partitions());
            if (after.partitions().isEmpty()) {
                changed.remove(change.name());
                newIds.remove(change.id());
                removed.add(change.name());
                oldIds.add(change.id());
            } else {
                changed.put(change.name(), after);
                if (!change.id().equals(Uuid.ZERO)) {
                    newIds.put(change.id(), change.name());
                }
            }
        }
    }
}
