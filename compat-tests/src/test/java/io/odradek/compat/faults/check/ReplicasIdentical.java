/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.faults.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The batches of all replicas of a partition are the same bytes up to the end that consumers can read; segments may
 * begin anywhere. No replica knows less than that, and its own high watermark does not lie behind it.
 */
public final class ReplicasIdentical implements Check {

    private static final String NAME = "ReplicasIdentical";

    @Override
    public List<Violation> violations(Outcome outcome) {
        Map<Integer, Long> ends = new TreeMap<>();
        outcome.stored().forEach(record -> ends.merge(record.partition(), record.offset() + 1, Math::max));
        Map<Integer, List<ReplicaContent>> replicas = outcome.replicas().stream()
                .collect(Collectors.groupingBy(ReplicaContent::partition, TreeMap::new, Collectors.toList()));
        List<Violation> violations = new ArrayList<>();
        ends.forEach((partition, end) -> {
            List<ReplicaContent> all = replicas.getOrDefault(partition, List.of());
            if (all.isEmpty()) {
                violations.add(new Violation(NAME, partition, -1, "there is no replica"));
            }
            all.forEach(replica -> whole(replica, end, violations));
            all.stream().skip(1).forEach(replica -> compare(all.get(0), replica, end, violations));
        });
        return violations;
    }

    private static void whole(ReplicaContent replica, long end, List<Violation> violations) {
        String who = "broker " + replica.broker();
        long last = replica.batches().isEmpty()
                ? 0
                : replica.batches().get(replica.batches().size() - 1).lastOffset() + 1;
        if (last < end) {
            violations.add(new Violation(NAME, replica.partition(), last, who + " ends here, the partition at " + end));
        }
        if (replica.restBytes() != 0) {
            violations.add(new Violation(
                    NAME, replica.partition(), last, who + " has " + replica.restBytes() + " bytes of no batch"));
        }
        if (replica.highWatermark() < end) {
            violations.add(new Violation(
                    NAME,
                    replica.partition(),
                    replica.highWatermark(),
                    who + " has its high watermark here, the partition ends at " + end));
        }
    }

    private static void compare(ReplicaContent one, ReplicaContent other, long end, List<Violation> violations) {
        List<Batch> left = below(one, end);
        List<Batch> right = below(other, end);
        for (int i = 0; i < Math.max(left.size(), right.size()); i++) {
            Batch first = i < left.size() ? left.get(i) : null;
            Batch second = i < right.size() ? right.get(i) : null;
            if (first == null || !first.equals(second)) {
                Batch either = first == null ? second : first;
                violations.add(new Violation(
                        NAME,
                        one.partition(),
                        either.baseOffset(),
                        "broker " + one.broker() + " has " + first + ", broker " + other.broker() + " " + second));
                return;
            }
        }
    }

    private static List<Batch> below(ReplicaContent replica, long end) {
        return replica.batches().stream()
                .filter(batch -> batch.baseOffset() < end)
                .toList();
    }
}
