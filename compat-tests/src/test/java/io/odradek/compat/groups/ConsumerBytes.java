/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.groups;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Assignment;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Subscription;
import org.apache.kafka.clients.consumer.internals.ConsumerProtocol;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.protocol.types.SchemaException;

/**
 * What members of classic groups call their metadata and their assignment, as a stock consumer writes and reads it (the
 * consumer protocol): {@code subscription:topic,topic}, with what a member has since a generation
 * {@code subscription:topic/topic-0,topic-1@4}; and {@code assignment:topic-0,topic-1}, with what an assignor of its own
 * would tell its members {@code assignment:topic-0,topic-1/text}.
 */
final class ConsumerBytes {
    private static final String SUBSCRIPTION = "subscription:";
    private static final String ASSIGNMENT = "assignment:";

    private ConsumerBytes() {}

    /** The bytes, if the text stands for some. */
    static Optional<byte[]> written(String text) {
        if (text.startsWith(SUBSCRIPTION)) {
            return Optional.of(subscription(text.substring(SUBSCRIPTION.length())));
        }
        if (text.startsWith(ASSIGNMENT)) {
            return Optional.of(assignment(text.substring(ASSIGNMENT.length())));
        }
        return Optional.empty();
    }

    /** The text, if that field of an answer holds bytes of this protocol; scripts that play no consumers send plain text. */
    static Optional<String> read(String field, byte[] bytes) {
        boolean plain = new String(bytes, StandardCharsets.UTF_8).chars().allMatch(c -> c > ' ' && c < 127);
        if (plain) {
            return Optional.empty();
        }
        try {
            return switch (field) {
                case "metadata", "memberMetadata" -> Optional.of(subscriptionText(bytes));
                case "assignment", "memberAssignment" -> Optional.of(assignmentText(bytes));
                default -> Optional.empty();
            };
        } catch (SchemaException none) {
            return Optional.empty();
        }
    }

    private static byte[] subscription(String text) {
        String[] parts = text.split("[/@]", -1);
        List<TopicPartition> owned = parts.length > 1 ? partitions(parts[1]) : List.of();
        int generation = parts.length > 2 ? Integer.parseInt(parts[2]) : -1;
        Subscription subscription =
                new Subscription(List.of(parts[0].split(",", -1)), null, owned, generation, Optional.empty());
        return bytes(ConsumerProtocol.serializeSubscription(subscription));
    }

    private static byte[] assignment(String text) {
        String[] parts = text.split("/", 2);
        ByteBuffer userData = parts.length > 1 ? ByteBuffer.wrap(parts[1].getBytes(StandardCharsets.UTF_8)) : null;
        return bytes(ConsumerProtocol.serializeAssignment(new Assignment(partitions(parts[0]), userData)));
    }

    private static List<TopicPartition> partitions(String text) {
        List<TopicPartition> all = new ArrayList<>();
        for (String each : text.split(",", -1)) {
            int dash = each.lastIndexOf('-');
            if (dash > 0) {
                all.add(new TopicPartition(each.substring(0, dash), Integer.parseInt(each.substring(dash + 1))));
            }
        }
        return all;
    }

    private static String subscriptionText(byte[] bytes) {
        Subscription read = ConsumerProtocol.deserializeSubscription(ByteBuffer.wrap(bytes));
        String topics = read.topics().stream().sorted().collect(Collectors.joining(","));
        String owned =
                "/" + text(read.ownedPartitions()) + "@" + read.generationId().orElse(-1);
        return "v" + version(bytes) + ":" + SUBSCRIPTION + topics + (owned.equals("/@-1") ? "" : owned);
    }

    private static String assignmentText(byte[] bytes) {
        Assignment read = ConsumerProtocol.deserializeAssignment(ByteBuffer.wrap(bytes));
        return "v" + version(bytes) + ":" + ASSIGNMENT + text(read.partitions());
    }

    private static String text(Collection<TopicPartition> partitions) {
        return partitions.stream()
                .sorted(Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition))
                .map(TopicPartition::toString)
                .collect(Collectors.joining(","));
    }

    private static short version(byte[] bytes) {
        return ByteBuffer.wrap(bytes).getShort();
    }

    private static byte[] bytes(ByteBuffer buffer) {
        return Arrays.copyOfRange(
                buffer.array(), buffer.arrayOffset() + buffer.position(), buffer.arrayOffset() + buffer.limit());
    }
}
