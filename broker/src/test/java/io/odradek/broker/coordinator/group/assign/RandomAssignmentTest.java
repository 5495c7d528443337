/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group.assign;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.protocol.wire.Uuid;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Groups that change at random, and what must hold for whatever they are given. */
class RandomAssignmentTest {
    private static final int GROUPS = 60;
    private static final int CHANGES = 12;

    @ParameterizedTest
    @ValueSource(strings = {"uniform", "range"})
    void everyPartitionBelongsToOneOfItsSubscribers(String name) {
        for (int seed = 0; seed < GROUPS; seed++) {
            RandomGroup group = new RandomGroup(name, seed, seed % 2 == 0);
            for (int i = 0; i < CHANGES; i++) {
                group.change();

                group.rebalance();

                group.assertComplete();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"uniform", "range"})
    void aGroupThatDoesNotChangeKeepsWhatItHas(String name) {
        for (int seed = 0; seed < GROUPS; seed++) {
            RandomGroup group = new RandomGroup(name, seed, seed % 2 == 0);
            group.change();
            group.rebalance();
            Map<String, AssignedPartitions> before = group.target();

            group.rebalance();

            assertThat(group.target()).as("seed %d", seed).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void membersWithEqualSubscriptionsHaveEqualSharesWithinOne(int seed) {
        RandomGroup group = new RandomGroup("uniform", seed, true);
        for (int i = 0; i < CHANGES; i++) {
            group.change();

            group.rebalance();

            List<Integer> shares = group.target().values().stream()
                    .map(AssignedPartitions::size)
                    .sorted()
                    .toList();
            assertThat(shares.get(shares.size() - 1) - shares.get(0)).isLessThanOrEqualTo(1);
        }
    }

    /** Whoever could take a partition of a subscriber with more than one above its own number would have it. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void noPartitionIsWithAMemberThatHasTwoMoreThanAnotherSubscriberOfItsTopic(int seed) {
        RandomGroup group = new RandomGroup("uniform", seed, false);
        for (int i = 0; i < CHANGES; i++) {
            group.change();

            group.rebalance();

            group.assertNothingToEvenOut();
        }
    }

    /** Only so many move as the newcomer gets; two for the order of those who have one more. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void aNewMemberTakesNoMoreThanItsShareFromTheOthers(int seed) {
        RandomGroup group = new RandomGroup("uniform", seed, true);
        group.change();
        group.rebalance();
        Map<String, AssignedPartitions> before = group.target();
        String newcomer = group.join();

        group.rebalance();

        int moved = before.entrySet().stream()
                .mapToInt(member -> member.getValue()
                        .minus(group.target().get(member.getKey()))
                        .size())
                .sum();
        int members = before.size();
        assertThat(moved).isLessThanOrEqualTo(group.target().get(newcomer).size() + members);
    }

    /** A group whose members, subscriptions and topics' sizes change with a seed. */
    private static final class RandomGroup {
        private final ServerAssignor assignor;
        private final Random random;
        private final boolean alike;
        private final List<Uuid> topics;
        private final Map<Uuid, Integer> sizes = new LinkedHashMap<>();
        private final Map<String, AssignorMember> members = new TreeMap<>();
        private int joined;

        RandomGroup(String assignor, int seed, boolean alike) {
            this.assignor = ServerAssignor.named(assignor).orElseThrow();
            this.random = new Random(seed);
            this.alike = alike;
            this.topics = IntStream.range(0, 1 + random.nextInt(5))
                    .mapToObj(i -> new Uuid(random.nextLong(), random.nextLong()))
                    .toList();
            topics.forEach(topic -> sizes.put(topic, random.nextInt(20)));
            IntStream.range(0, 2 + random.nextInt(6)).forEach(i -> join());
        }

        void change() {
            switch (random.nextInt(4)) {
                case 0 -> join();
                case 1 -> {
                    if (members.size() > 2) {
                        members.remove(new ArrayList<>(members.keySet()).get(random.nextInt(members.size())));
                    }
                }
                case 2 -> sizes.merge(topics.get(random.nextInt(topics.size())), 1 + random.nextInt(5), Integer::sum);
                default -> {
                    Set<Uuid> one = subscription();
                    members.replaceAll((id, member) -> new AssignorMember(
                            alike ? one : random.nextBoolean() ? member.topics() : subscription(),
                            member.instanceId(),
                            null,
                            member.target()));
                }
            }
        }

        String join() {
            String id = "member-" + joined++;
            Set<Uuid> topics = alike && !members.isEmpty()
                    ? members.values().iterator().next().topics()
                    : subscription();
            String instance = random.nextInt(3) == 0 ? "instance-" + joined : null;
            members.put(id, new AssignorMember(topics, instance, null, AssignedPartitions.EMPTY));
            return id;
        }

        private Set<Uuid> subscription() {
            Set<Uuid> some =
                    topics.stream().filter(topic -> random.nextInt(3) > 0).collect(Collectors.toSet());
            return some.isEmpty() ? Set.of(topics.get(0)) : some;
        }

        void rebalance() {
            Map<String, AssignedPartitions> next = assignor.assign(members, sizes::get);
            assertThat(next.keySet()).isEqualTo(members.keySet());
            members.replaceAll((id, member) ->
                    new AssignorMember(member.topics(), member.instanceId(), member.rack(), next.get(id)));
        }

        Map<String, AssignedPartitions> target() {
            return members.entrySet().stream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey, member -> member.getValue().target()));
        }

        void assertComplete() {
            Map<Uuid, Set<Integer>> owned = new LinkedHashMap<>();
            Set<Uuid> subscribed = new HashSet<>();
            for (AssignorMember member : members.values()) {
                subscribed.addAll(member.topics());
                assertThat(member.topics()).containsAll(member.target().topics().keySet());
                member.target()
                        .topics()
                        .forEach((topic, partitions) -> partitions.stream()
                                .forEach(partition -> assertThat(owned.computeIfAbsent(topic, id -> new HashSet<>())
                                                .add(partition))
                                        .isTrue()));
            }
            for (Uuid topic : subscribed) {
                assertThat(owned.getOrDefault(topic, Set.of()))
                        .isEqualTo(IntStream.range(0, sizes.get(topic)).boxed().collect(Collectors.toSet()));
            }
        }

        void assertNothingToEvenOut() {
            for (AssignorMember one : members.values()) {
                for (AssignorMember other : members.values()) {
                    boolean couldGive = one.target().topics().keySet().stream().anyMatch(other.topics()::contains);
                    if (couldGive) {
                        assertThat(one.target().size() - other.target().size()).isLessThanOrEqualTo(1);
                    }
                }
            }
        }
    }
}
