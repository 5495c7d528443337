/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.image;

import io.odradek.protocol.wire.Uuid;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A topic and its partitions, by number. Immutable; a change copies this one topic. */
public final class TopicImage {
    private final String name;
    private final Uuid id;
    private final List<@Nullable PartitionImage> slots;
    private final List<PartitionImage> partitions;

    private TopicImage(String name, Uuid id, List<@Nullable PartitionImage> slots) {
        this.name = name;
        this.id = id;
        this.slots = slots;
        List<PartitionImage> present = new ArrayList<>(slots.size());
        for (PartitionImage slot : slots) {
            if (slot != null) {
                present.add(slot);
            }
        }
        this.partitions = Collections.unmodifiableList(present);
    }

    public static TopicImage of(String name, Uuid id, Iterable<PartitionImage> partitions) {
        List<@Nullable PartitionImage> slots = new ArrayList<>();
        for (PartitionImage partition : partitions) {
            put(slots, partition.partition(), partition);
        }
        return new TopicImage(name, id, slots);
    }

    public String name() {
        return name;
    }

    /** The zero id where an old controller did not give one. */
    public Uuid id() {
        return id;
    }

    /** In the order of their numbers. */
    public List<PartitionImage> partitions() {
        return partitions;
    }

    public @Nullable PartitionImage partition(int partition) {
        return partition >= 0 && partition < slots.size() ? slots.get(partition) : null;
    }

    /** This topic after changes; a partition whose leader says that it is being deleted is gone. */
    TopicImage with(Iterable<PartitionImage> changes) {
        List<@Nullable PartitionImage> copy = new ArrayList<>(slots);
        for (PartitionImage change : changes) {
            boolean gone = change.leader() == PartitionImage.LEADER_DURING_DELETE;
            put(copy, change.partition(), gone ? null : change);
        }
        return new TopicImage(name, id, copy);
    }

    private static void put(List<@Nullable PartitionImage> slots, int index, @Nullable PartitionImage partition) {
        while (slots.size() <= index) {
            slots.add(null);
        }
        slots.set(index, partition);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TopicImage that
                && name.equals(that.name)
                && id.equals(that.id)
                && partitions.equals(that.partitions);
    }

    @Override
    public int hashCode() {
        return name.hashCode() * 31 + partitions.hashCode();
    }

    @Override
    public String toString() {
        return "TopicImage[" + name + ", " + id + ", " + partitions + "]";
    }
}
