/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group.assign;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.protocol.wire.Uuid;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What the assignors in Kafka 4.3.1's group coordinator answered about groups that grow, shrink, subscribe to something
 * else and get more partitions: each case goes on from what the one before it gave out. Members stand in the order in
 * which Kafka met them.
 */
class AssignmentTableTest {
    private static final String TABLE = "assignments-4.3.1.txt";

    @TestFactory
    Stream<DynamicTest> aGroupGetsWhatKafkaWouldGiveIt() throws IOException {
        List<Case> cases = Case.read();
        assertThat(cases).hasSizeGreaterThan(100);
        return cases.stream().collect(Collectors.groupingBy(c -> c.kind)).entrySet().stream()
                .map(kind -> DynamicTest.dynamicTest(
                        kind.getKey(), () -> kind.getValue().forEach(AssignmentTableTest::check)));
    }

    private static void check(Case one) {
        ServerAssignor assignor = ServerAssignor.named(one.assignor).orElseThrow();

        Map<String, AssignedPartitions> assigned = assignor.assign(one.members, one.sizes::get);

        assertThat(assigned).as(one.name).isEqualTo(one.expected);
    }

    private static final class Case {
        private final String assignor;
        private final String kind;
        private final String name;
        private final List<Uuid> topics = new ArrayList<>();
        private final Map<Uuid, Integer> sizes = new LinkedHashMap<>();
        private final Map<String, AssignorMember> members = new LinkedHashMap<>();
        private final Map<String, AssignedPartitions> expected = new LinkedHashMap<>();

        Case(String[] words) {
            assignor = words[1];
            kind = words[2];
            name = words[2] + " " + words[3];
        }

        static List<Case> read() throws IOException {
            List<Case> cases = new ArrayList<>();
            try (BufferedReader in = new BufferedReader(new InputStreamReader(
                    AssignmentTableTest.class.getResourceAsStream(TABLE), StandardCharsets.UTF_8))) {
                for (String line : in.lines().toList()) {
                    String[] words = line.split(" ", -1);
                    if (words[0].equals("case")) {
                        cases.add(new Case(words));
                    } else {
                        cases.get(cases.size() - 1).take(words);
                    }
                }
            }
            return cases;
        }

        private void take(String[] words) {
            if (words[0].equals("topic")) {
                Uuid topic = Uuid.fromString(words[1]);
                topics.add(topic);
                sizes.put(topic, Integer.parseInt(words[2]));
                return;
            }
            Set<Uuid> subscribed = Stream.of(words[3].split(",", -1))
                    .map(index -> topics.get(Integer.parseInt(index)))
                    .collect(Collectors.toSet());
            int gets = List.of(words).indexOf("gets");
            AssignedPartitions had = partitions(List.of(words).subList(5, gets));
            members.put(words[1], new AssignorMember(subscribed, words[2].equals("-") ? null : words[2], null, had));
            expected.put(words[1], partitions(List.of(words).subList(gets + 1, words.length)));
        }

        private AssignedPartitions partitions(List<String> texts) {
            Map<Uuid, PartitionSet> result = new LinkedHashMap<>();
            for (String text : texts) {
                if (!text.equals("-")) {
                    String[] parts = text.split(":", -1);
                    int[] numbers = Stream.of(parts[1].split(",", -1))
                            .mapToInt(Integer::parseInt)
                            .toArray();
                    result.put(topics.get(Integer.parseInt(parts[0])), PartitionSet.of(numbers));
                }
            }
            return AssignedPartitions.of(result);
        }
    }
}
