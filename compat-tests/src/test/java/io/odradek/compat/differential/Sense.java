/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.differential;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.ApiKeys;
import org.jspecify.annotations.Nullable;

/** Takes out of generated requests what would make the two brokers' states, or a run's length, a matter of chance. */
final class Sense {
    /** Kept by name for others: a run that deletes them has nothing to ask about. */
    private static final Set<String> KEPT = Set.copyOf(World.TOPICS);

    private Sense() {}

    /** Of followers and of brokers. */
    static boolean isLeftOut(String taggedField) {
        return Set.of("replica_state", "replica_directory_id", "high_watermark").contains(taggedField);
    }

    /** Whether an array would hold the same thing twice, which few clients would ask. */
    static boolean isAboutTheSame(@Nullable Object one, @Nullable Object other) {
        if (one instanceof Map<?, ?> fields && other instanceof Map<?, ?> others) {
            Object first = fields.values().iterator().next();
            return Objects.equals(first, others.values().iterator().next());
        }
        return Objects.equals(one, other);
    }

    /**
     * What is not asked of ZooKeeper mode: there is no coordinator of consumer groups in it that a client would find, and when
     * its old one lets a member wait is a matter of moments.
     */
    static final Set<ApiKeys> NOT_OF_ZOOKEEPER_MODE =
            Set.of(ApiKeys.JOIN_GROUP, ApiKeys.CONSUMER_GROUP_HEARTBEAT, ApiKeys.CONSUMER_GROUP_DESCRIBE);

    static Map<String, @Nullable Object> made(ApiKeys api, Map<String, @Nullable Object> fields) {
        switch (api) {
            case DELETE_TOPICS -> {
                if (fields.get("topic_names") instanceof List<?> names) {
                    names.removeIf(KEPT::contains);
                }
                if (fields.get("topics") instanceof List<?> topics) {
                    topics.removeIf(topic -> topic instanceof Map<?, ?> each
                            && (KEPT.contains(String.valueOf(each.get("name")))
                                    || (each.get("topic_id") instanceof Uuid id && World.isOfTopic(id))));
                }
            }
            case UPDATE_FEATURES -> {
                fields.put("validate_only", true);
                if (!fields.containsKey("validateOnly") && fields.get("feature_updates") instanceof List<?> updates) {
                    updates.removeIf(update -> update instanceof Map<?, ?> each
                            && each.get("feature").equals("group.version")
                            && ((Number) each.get("max_version_level")).intValue() != 1);
                }
            }
            // Transactions are missing here, and a topic of Kafka's would be made for them.
            case INIT_PRODUCER_ID -> fields.computeIfPresent("transactional_id", (name, id) -> null);
            // Records that are there twice are appended once or twice, and every offset after them is another.
            case PRODUCE -> {
                fields.computeIfPresent("transactional_id", (name, id) -> null);
                unique(fields.get("topic_data"), List.of("name", "topic_id"));
                if (fields.get("topic_data") instanceof List<?> topics) {
                    topics.forEach(topic -> unique(((Map<?, ?>) topic).get("partition_data"), List.of("index")));
                }
            }
            // Kafka does not answer about resources that have no configuration that can be replaced, or that are there
            // twice.
            case ALTER_CONFIGS -> {
                if (fields.get("resources") instanceof List<?> resources) {
                    resources.removeIf(each -> each instanceof Map<?, ?> resource
                            && !Set.of((byte) 2, (byte) 4).contains(resource.get("resource_type")));
                    unique(resources, List.of("resource_type", "resource_name"));
                }
            }
            // More than one log of the same would have to move at once.
            case ALTER_PARTITION_REASSIGNMENTS, CREATE_TOPICS -> unique(fields.get("topics"), List.of("name"));
            default -> {}
        }
        return fields;
    }

    private static void unique(@Nullable Object elements, List<String> names) {
        if (elements instanceof List<?> list) {
            Set<Object> seen = new HashSet<>();
            list.removeIf(element -> element instanceof Map<?, ?> fields
                    && !seen.add(names.stream()
                            .map(name -> String.valueOf(fields.get(name)))
                            .toList()));
        }
    }
}
