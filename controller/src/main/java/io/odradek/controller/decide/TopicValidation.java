/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.decide;

import io.odradek.controller.NewTopic;
import io.odradek.controller.Outcome;
import io.odradek.controller.PartitionGrowth;
import io.odradek.protocol.error.ErrorCode;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whether a topic may be made, or grown, as asked. Kafka's error codes; texts that say what to change, and Kafka's own
 * where its acceptance tests read them.
 */
public final class TopicValidation {
    private static final int NAME_CHARS_MAX = 249;

    private TopicValidation() {}

    /** The name by itself. */
    public static Outcome name(String name) {
        String fault = null;
        if (name.isEmpty()) {
            fault = "is empty";
        } else if (name.equals(".") || name.equals("..")) {
            fault = "may not be '.' or '..'";
        } else if (name.length() > NAME_CHARS_MAX) {
            fault = "has " + name.length() + " characters, but " + NAME_CHARS_MAX + " is the most";
        } else if (!name.chars().allMatch(TopicValidation::isLegal)) {
            fault = "contains other characters than ASCII letters, digits, '.', '_' and '-'";
        }
        return fault == null
                ? Outcome.OK
                : Outcome.of(ErrorCode.INVALID_TOPIC_EXCEPTION, "Topic name '" + name + "' is invalid: it " + fault);
    }

    private static boolean isLegal(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '.'
                || c == '_'
                || c == '-';
    }

    /** The name beside those that exist: metrics replace '.' by '_', so two names that then are equal cannot live together. */
    public static Outcome free(String name, Set<String> existing, Collection<String> existingUnified) {
        if (existing.contains(name)) {
            return Outcome.of(ErrorCode.TOPIC_ALREADY_EXISTS, "Topic '" + name + "' already exists.");
        }
        boolean ambiguous = name.indexOf('.') >= 0 || name.indexOf('_') >= 0;
        if (ambiguous && existingUnified.contains(unified(name))) {
            for (String other : existing) {
                if (unified(other).equals(unified(name))) {
                    return Outcome.of(
                            ErrorCode.INVALID_TOPIC_EXCEPTION,
                            "Topic '" + name + "' collides with the existing topic '" + other
                                    + "': names must differ by more than '.' and '_'.");
                }
            }
        }
        return Outcome.OK;
    }

    /** The form in which names are compared for collisions. */
    public static String unified(String name) {
        return name.replace('.', '_');
    }

    /** Numbers and assignment of a new topic. */
    public static Outcome shape(NewTopic topic, Set<Integer> liveBrokers) {
        if (!topic.assignment().isEmpty()) {
            if (topic.partitions() != NewTopic.DEFAULT || topic.replicationFactor() != NewTopic.DEFAULT) {
                return Outcome.of(
                        ErrorCode.INVALID_REQUEST,
                        "Either numbers of partitions and replicas or an assignment may be given, not both.");
            }
            return assignment(topic.assignment(), liveBrokers);
        }
        if (topic.partitions() != NewTopic.DEFAULT && topic.partitions() <= 0) {
            return Outcome.of(
                    ErrorCode.INVALID_PARTITIONS, "Number of partitions was set to an invalid non-positive value.");
        }
        if (topic.replicationFactor() != NewTopic.DEFAULT && topic.replicationFactor() <= 0) {
            return Outcome.of(
                    ErrorCode.INVALID_REPLICATION_FACTOR,
                    "Replication factor must be larger than 0, or -1 to use the default value.");
        }
        return Outcome.OK;
    }

    /** A replication factor beside the number of brokers. */
    public static Outcome replicationFactor(int replicationFactor, int brokers) {
        if (replicationFactor <= brokers) {
            return Outcome.OK;
        }
        return Outcome.of(
                ErrorCode.INVALID_REPLICATION_FACTOR,
                "Unable to replicate the partition " + replicationFactor + " time(s): The target replication factor of "
                        + replicationFactor + " cannot be reached because only " + brokers + " broker(s) are registered"
                        + " or some brokers have all their log directories cordoned.");
    }

    private static Outcome assignment(Map<Integer, List<Integer>> assignment, Set<Integer> liveBrokers) {
        for (int partition = 0; partition < assignment.size(); partition++) {
            if (!assignment.containsKey(partition)) {
                return refusedAssignment("The partitions should be a consecutive 0-based integer sequence; " + partition
                        + " is missing.");
            }
        }
        return replicas(assignment.values(), -1, liveBrokers);
    }

    /** Lists of replicas; all of the given size, or of one size if that is -1. */
    private static Outcome replicas(Collection<List<Integer>> lists, int size, Set<Integer> liveBrokers) {
        int wanted = size;
        for (List<Integer> replicas : lists) {
            Outcome outcome = replicas(replicas, liveBrokers);
            if (!outcome.isOk()) {
                return outcome;
            }
            if (wanted < 0) {
                wanted = replicas.size();
            }
            if (replicas.size() != wanted) {
                return refusedAssignment("The manual partition assignment includes a partition with " + replicas.size()
                        + " replica(s), but this is not consistent with previous partitions, which have " + wanted
                        + " replica(s).");
            }
        }
        return Outcome.OK;
    }

    private static Outcome replicas(List<Integer> replicas, Set<Integer> liveBrokers) {
        if (replicas.isEmpty()) {
            return refusedAssignment("The manual partition assignment includes an empty replica list.");
        }
        Set<Integer> named = new HashSet<>();
        for (int replica : replicas) {
            if (!liveBrokers.contains(replica)) {
                return refusedAssignment("The manual partition assignment includes broker " + replica
                        + ", but no such broker is registered.");
            }
            if (!named.add(replica)) {
                return refusedAssignment(
                        "The manual partition assignment includes the broker " + replica + " more than once.");
            }
        }
        return Outcome.OK;
    }

    /** A topic's growth, beside the partitions and replicas that it has. */
    public static Outcome growth(PartitionGrowth growth, int present, int replicationFactor, Set<Integer> liveBrokers) {
        if (growth.count() == present) {
            return Outcome.of(ErrorCode.INVALID_PARTITIONS, "Topic already has " + present + " partition(s).");
        }
        if (growth.count() < present) {
            return Outcome.of(
                    ErrorCode.INVALID_PARTITIONS,
                    "The topic " + growth.topic() + " currently has " + present + " partition(s); " + growth.count()
                            + " would not be an increase.");
        }
        List<List<Integer>> assignments = growth.assignments();
        if (assignments == null) {
            return replicationFactor(replicationFactor, liveBrokers.size());
        }
        int added = growth.count() - present;
        if (assignments.size() != added) {
            return refusedAssignment("Attempted to add " + added + " additional partition(s), but only "
                    + assignments.size() + " assignment(s) were specified.");
        }
        return replicas(assignments, replicationFactor, liveBrokers);
    }

    private static Outcome refusedAssignment(String message) {
        return Outcome.of(ErrorCode.INVALID_REPLICA_ASSIGNMENT, message);
    }
}
