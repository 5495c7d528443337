/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import io.odradek.controller.image.TopicPartition;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The names that Kafka gives to the folders in a log directory. */
final class FolderNames {
    static final String DELETE_ENDING = "-delete";
    static final String FUTURE_ENDING = "-future";
    static final String STRAY_ENDING = "-stray";
    static final int NAME_CHARS_MAX = 255;

    /** A KRaft broker's own log, which is none of ours even if its directory becomes ours. */
    private static final String KRAFT_METADATA = "__cluster_metadata";

    private FolderNames() {}

    /** Null if the name is not that of a partition in use. */
    static @Nullable TopicPartition parse(String name) {
        int dash = name.lastIndexOf('-');
        if (dash <= 0 || dash == name.length() - 1 || isSetAside(name)) {
            return null;
        }
        int partition = 0;
        for (int i = dash + 1; i < name.length(); i++) {
            int digit = name.charAt(i) - '0';
            if (digit < 0 || digit > 9 || i - dash > 9) {
                return null;
            }
            partition = partition * 10 + digit;
        }
        String topic = name.substring(0, dash);
        return topic.equals(KRAFT_METADATA) ? null : new TopicPartition(topic, partition);
    }

    static boolean isSetAside(String name) {
        return name.endsWith(DELETE_ENDING) || name.endsWith(FUTURE_ENDING) || name.endsWith(STRAY_ENDING);
    }

    /** The partition that the folder of a future log is for; null if the name is not that of one. */
    static @Nullable TopicPartition parseFuture(String name) {
        if (!name.endsWith(FUTURE_ENDING)) {
            return null;
        }
        int dot = name.lastIndexOf('.', name.length() - FUTURE_ENDING.length());
        return dot <= 0 ? null : parse(name.substring(0, dot));
    }

    /** A name for the folder of a log that is to take a partition's place; never cut, so it may be too long. */
    static String future(TopicPartition partition, RandomGenerator random) {
        return partition.topic() + unique(partition, random, FUTURE_ENDING);
    }

    private static String unique(TopicPartition partition, RandomGenerator random, String ending) {
        return String.format("-%d.%016x%016x%s", partition.partition(), random.nextLong(), random.nextLong(), ending);
    }

    /** A name for a partition's folder until it is deleted; a long topic name is cut to what a file name can hold. */
    static String deleted(TopicPartition partition, RandomGenerator random) {
        return aside(partition, random, DELETE_ENDING);
    }

    /** A name for the folder of a log that nobody uses and nobody deletes. */
    static String stray(TopicPartition partition, RandomGenerator random) {
        return aside(partition, random, STRAY_ENDING);
    }

    private static String aside(TopicPartition partition, RandomGenerator random, String kind) {
        String ending = unique(partition, random, kind);
        String topic = partition.topic();
        return topic.substring(0, Math.min(topic.length(), NAME_CHARS_MAX - ending.length())) + ending;
    }
}
