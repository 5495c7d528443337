/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

import java.util.List;
import java.util.Map;

/**
 * A topic to create: either numbers, of which -1 means the broker's default, or an assignment of replicas to partitions.
 *
 * @param fault what is wrong with how it was asked for and cannot be said here; told if name and configuration are right
 */
public record NewTopic(
        String name,
        int partitions,
        int replicationFactor,
        Map<Integer, List<Integer>> assignment,
        Map<String, String> configs,
        Outcome fault) {
    /** Asks for the broker's default. */
    public static final int DEFAULT = -1;

    public NewTopic(
            String name,
            int partitions,
            int replicationFactor,
            Map<Integer, List<Integer>> assignment,
            Map<String, String> configs) {
        this(name, partitions, replicationFactor, assignment, configs, Outcome.OK);
    }

    public static NewTopic of(String name, int partitions, int replicationFactor) {
        return new NewTopic(name, partitions, replicationFactor, Map.of(), Map.of());
    }
}
