/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

import io.odradek.controller.decide.TopicValidation;
import io.odradek.controller.image.BrokerImage;
import io.odradek.controller.image.TopicPartition;
import io.odradek.protocol.wire.Uuid;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * All that the active controller knows. Mutable, confined to its loop, made anew by each term from what is stored; it
 * only changes after the store has.
 */
final class ClusterState {
    private final SortedMap<Integer, BrokerImage> live = new TreeMap<>();
    private final Set<Integer> leaving = new TreeSet<>();
    private final Map<String, TopicState> topics = new HashMap<>();
    private final Map<Uuid, String> namesById = new HashMap<>();
    private final Map<String, Integer> unifiedNames = new HashMap<>();
    private final Set<String> deleting = new TreeSet<>();

    /** Replicas that live brokers cannot serve, because of a broken directory. */
    private final Map<Integer, Set<TopicPartition>> broken = new HashMap<>();

    // ---- brokers

    SortedMap<Integer, BrokerImage> live() {
        return Collections.unmodifiableSortedMap(live);
    }

    /** Those that have said that they are going down. */
    Set<Integer> leaving() {
        return leaving;
    }

    void joined(BrokerImage broker) {
        live.put(broker.id(), broker);
    }

    void gone(int brokerId) {
        live.remove(brokerId);
        leaving.remove(brokerId);
        broken.remove(brokerId);
    }

    void broke(int brokerId, Collection<TopicPartition> partitions) {
        broken.computeIfAbsent(brokerId, id -> new HashSet<>()).addAll(partitions);
    }

    /** The brokers that can serve a replica of this partition. */
    Set<Integer> liveFor(TopicPartition partition) {
        if (broken.isEmpty()) {
            return live.keySet();
        }
        Set<Integer> able = new TreeSet<>(live.keySet());
        broken.forEach((broker, partitions) -> {
            if (partitions.contains(partition)) {
                able.remove(broker);
            }
        });
        return able;
    }

    List<Integer> offline(TopicPartition partition, List<Integer> replicas) {
        Set<Integer> able = liveFor(partition);
        if (able.containsAll(replicas)) {
            return List.of();
        }
        List<Integer> offline = new ArrayList<>(replicas);
        offline.removeAll(able);
        return offline;
    }

    // ---- topics

    Collection<TopicState> topics() {
        return topics.values();
    }

    Set<String> topicNames() {
        return topics.keySet();
    }

    Collection<String> unifiedNames() {
        return unifiedNames.keySet();
    }

    @Nullable
    TopicState topic(String name) {
        return topics.get(name);
    }

    @Nullable
    String name(Uuid id) {
        return namesById.get(id);
    }

    void add(TopicState topic) {
        topics.put(topic.name(), topic);
        namesById.put(topic.id(), topic.name());
        unifiedNames.merge(TopicValidation.unified(topic.name()), 1, Integer::sum);
    }

    void remove(TopicState topic) {
        topics.remove(topic.name());
        namesById.remove(topic.id());
        deleting.remove(topic.name());
        unifiedNames.computeIfPresent(
                TopicValidation.unified(topic.name()), (name, count) -> count == 1 ? null : count - 1);
        broken.values()
                .forEach(partitions -> partitions.removeIf(each -> each.topic().equals(topic.name())));
    }

    /** Topics whose deletion is asked for and not finished. */
    Set<String> deleting() {
        return deleting;
    }

    boolean isDeleting(String topic) {
        return deleting.contains(topic);
    }
}
