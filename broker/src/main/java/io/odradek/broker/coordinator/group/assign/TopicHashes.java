/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group.assign;

import com.dynatrace.hash4j.hashing.HashStream64;
import com.dynatrace.hash4j.hashing.Hashing;
import io.odradek.protocol.wire.Uuid;
import java.util.List;
import java.util.NavigableMap;

/**
 * What Kafka 4.1 and newer note with a group's epoch about the topics that it is subscribed to: if it is another number
 * now, the members' partitions are distributed anew. As it is stored, it is Kafka's to the bit, so that a group that goes
 * from one broker to the other rests.
 */
public final class TopicHashes {
    private static final byte VERSION = 0;

    private TopicHashes() {}

    /**
     * The hash of one topic.
     *
     * @param racks of the replicas of each partition, those that are known; sorted here
     */
    public static long ofTopic(Uuid id, String name, List<List<String>> racks) {
        HashStream64 hash = Hashing.xxh3_64()
                .hashStream()
                .putByte(VERSION)
                .putLong(id.mostSignificantBits())
                .putLong(id.leastSignificantBits())
                .putString(name)
                .putInt(racks.size());
        for (int partition = 0; partition < racks.size(); partition++) {
            hash.putInt(partition);
            racks.get(partition).stream()
                    .sorted()
                    .forEach(rack -> hash.putInt(rack.length()).putString(rack));
        }
        return hash.getAsLong();
    }

    /**
     * The hash of all topics of a group's subscriptions that exist.
     *
     * @param topics hashes by name
     */
    public static long ofGroup(NavigableMap<String, Long> topics) {
        if (topics.isEmpty()) {
            return 0;
        }
        HashStream64 hash = Hashing.xxh3_64().hashStream();
        topics.values().forEach(hash::putLong);
        return hash.getAsLong();
    }
}
