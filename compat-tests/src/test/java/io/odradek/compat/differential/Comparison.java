/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.differential;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Two answers, field by field. Elements of arrays are compared with those that are about the same, as their order says
 * nothing; an element that only one answer has is one difference, and one that is there twice and the same is there once.
 */
final class Comparison {
    /** What tells elements apart. */
    private static final List<String> KEYS = List.of(
            "name",
            "topic",
            "topic_name",
            "topic_id",
            "partition_index",
            "partition",
            "partition_id",
            "index",
            "group_id",
            "group",
            "key",
            "broker_id",
            "node_id",
            "api_key",
            "resource_type",
            "resource_name",
            "config_name",
            "source",
            "member_id",
            "group_instance_id",
            "log_dir",
            "feature",
            "protocol",
            "producer_id");

    private final Question question;
    private final List<Difference> differences = new ArrayList<>();
    private int fields;

    private Comparison(Question question) {
        this.question = question;
    }

    static Comparison of(Question question, Map<String, @Nullable Object> kafkas, Map<String, @Nullable Object> ours) {
        Comparison comparison = new Comparison(question);
        comparison.compareMessages("", kafkas, ours);
        return comparison;
    }

    List<Difference> differences() {
        return differences;
    }

    Set<String> paths() {
        return differences.stream().map(Difference::path).collect(Collectors.toSet());
    }

    int fields() {
        return fields;
    }

    private void compareMessages(String path, Map<?, ?> kafkas, Map<?, ?> ours) {
        Set<Object> names = new LinkedHashSet<>(kafkas.keySet());
        names.addAll(ours.keySet());
        for (Object name : names) {
            String at = path.isEmpty() ? name.toString() : path + "." + name;
            if (kafkas.containsKey(name) && ours.containsKey(name)) {
                compare(at, kafkas.get(name), ours.get(name));
            } else {
                Object absent = "absent";
                add(
                        at,
                        kafkas.containsKey(name) ? kafkas.get(name) : absent,
                        ours.containsKey(name) ? ours.get(name) : absent);
            }
        }
    }

    private void compare(String path, @Nullable Object kafkas, @Nullable Object ours) {
        if (kafkas instanceof Map<?, ?> left && ours instanceof Map<?, ?> right) {
            compareMessages(path, left, right);
        } else if (kafkas instanceof List<?> left && ours instanceof List<?> right) {
            compareElements(path, named(left), named(right));
        } else {
            fields++;
            if (!Objects.equals(kafkas, ours)) {
                add(path, kafkas, ours);
            }
        }
    }

    private void compareElements(String path, Map<String, List<Object>> kafkas, Map<String, List<Object>> ours) {
        Set<String> names = new TreeSet<>(kafkas.keySet());
        names.addAll(ours.keySet());
        for (String name : names) {
            List<Object> left = kafkas.getOrDefault(name, List.of());
            List<Object> right = ours.getOrDefault(name, List.of());
            if (left.isEmpty() || right.isEmpty()) {
                add(path, left.isEmpty() ? "no " + name : name, right.isEmpty() ? "no " + name : name);
            } else if (left.size() == 1 && right.size() == 1) {
                compare(path, left.get(0), right.get(0));
            } else if (!new HashSet<>(left).equals(new HashSet<>(right))) {
                add(path, left.size() + " of the same", right.size() + " of the same");
            }
        }
    }

    /** By what they are about; the same one once. */
    private static Map<String, List<Object>> named(List<?> elements) {
        Map<String, List<Object>> named = new TreeMap<>();
        for (Object element : elements) {
            List<Object> same = named.computeIfAbsent(name(element), missing -> new ArrayList<>());
            if (!same.contains(element)) {
                same.add(element);
            }
        }
        return named;
    }

    private static String name(@Nullable Object element) {
        if (!(element instanceof Map<?, ?> fields)) {
            return String.valueOf(element);
        }
        List<String> parts = new ArrayList<>();
        for (String key : KEYS) {
            if (fields.get(key) != null && !(fields.get(key) instanceof List<?>)) {
                parts.add(String.valueOf(fields.get(key)));
            }
        }
        return String.join(" ", parts);
    }

    private void add(String path, @Nullable Object kafkas, @Nullable Object ours) {
        differences.add(new Difference(
                question.api().name, question.version(), path, String.valueOf(kafkas), String.valueOf(ours)));
    }
}
