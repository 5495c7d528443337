/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.differential;

import static org.awaitility.Awaitility.await;

import io.odradek.compat.TestBroker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.protocol.ApiKeys;
import org.jspecify.annotations.Nullable;

/** A broker of ours and one of Kafka's that are asked the same questions in the same order. */
final class Pair implements AutoCloseable {
    /** After which Kafka's broker hears of it from its controller a moment later. */
    private static final Set<ApiKeys> CHANGES = Set.of(
            ApiKeys.CREATE_TOPICS,
            ApiKeys.DELETE_TOPICS,
            ApiKeys.CREATE_PARTITIONS,
            ApiKeys.ALTER_CONFIGS,
            ApiKeys.INCREMENTAL_ALTER_CONFIGS,
            ApiKeys.ALTER_PARTITION_REASSIGNMENTS);

    /** What changes nothing, and may be asked once more where that moment has been a longer one. */
    private static final Set<ApiKeys> READS = Set.of(
            ApiKeys.METADATA,
            ApiKeys.LIST_OFFSETS,
            ApiKeys.DESCRIBE_CONFIGS,
            ApiKeys.DESCRIBE_LOG_DIRS,
            ApiKeys.DESCRIBE_PRODUCERS,
            ApiKeys.DESCRIBE_TOPIC_PARTITIONS,
            ApiKeys.LIST_CONFIG_RESOURCES,
            ApiKeys.OFFSET_FOR_LEADER_EPOCH);

    private static final Duration HEARD_WITHIN = Duration.ofMillis(60);
    private static final Duration SURELY_HEARD_WITHIN = Duration.ofMillis(500);

    private final String kafka;
    private final Peer ours;
    private final Peer theirs;
    private final Optional<Peer> newest;
    private final List<String> unlisted = new ArrayList<>();
    private int requests;
    private int fields;
    private int listed;
    private int asNewest;

    /**
     * @param kafka which of them, as the list of differences calls it
     * @param newest a newer Kafka, for whose sake alone the older one may not be followed
     */
    Pair(String kafka, TestBroker ours, TestBroker theirs, Optional<TestBroker> newest) {
        this.kafka = kafka;
        this.ours = World.made(ours);
        this.theirs = World.made(theirs);
        this.newest = newest.map(World::made);
    }

    /** Of the APIs and versions that both have. */
    void ask(long seed, int count, ListedDifferences differences) {
        Questions questions = new Questions(seed, commonVersions());
        for (int i = 0; i < count; i++) {
            ask(questions.next(), differences, "seed " + seed + ", request " + i);
        }
    }

    private void ask(Question question, ListedDifferences differences, String where) {
        requests++;
        List<Difference> others = compared(question, differences);
        if (!others.isEmpty() && READS.contains(question.api())) {
            await().pollDelay(SURELY_HEARD_WITHIN).until(() -> true);
            others = compared(question, differences);
        }
        others.forEach(difference -> unlisted.add(kafka + " | " + difference + "\n        " + where + ": " + question));
        if (CHANGES.contains(question.api())) {
            await().pollDelay(HEARD_WITHIN).until(() -> true);
        }
    }

    /** The differences that nothing justifies. */
    private List<Difference> compared(Question question, ListedDifferences differences) {
        List<Map<String, @Nullable Object>> answers = Peer.answers(peers(), question);
        Map<String, @Nullable Object> answer = answers.get(0);
        Comparison comparison = Comparison.of(question, answers.get(1), answer);
        Set<String> own = newest.isEmpty()
                ? comparison.paths()
                : Comparison.of(question, answers.get(2), answer).paths();
        fields += comparison.fields();
        List<Difference> others = new ArrayList<>();
        for (Difference difference : comparison.differences()) {
            if (!own.contains(difference.path())) {
                asNewest++;
            } else if (differences.entry(kafka, difference).isPresent()) {
                listed++;
            } else {
                others.add(difference);
            }
        }
        return others;
    }

    private List<Peer> peers() {
        return Stream.concat(Stream.of(ours, theirs), newest.stream()).toList();
    }

    private Map<ApiKeys, Short> commonVersions() {
        Map<Short, Short> common = highestVersions(ours);
        Stream.concat(Stream.of(theirs), newest.stream()).forEach(peer -> {
            Map<Short, Short> there = highestVersions(peer);
            common.keySet().retainAll(there.keySet());
            common.replaceAll((api, highest) -> (short) Math.min(highest, there.get(api)));
        });
        Map<ApiKeys, Short> named = new EnumMap<>(ApiKeys.class);
        common.forEach((api, highest) -> named.put(ApiKeys.forId(api), highest));
        named.keySet().retainAll(ApiKeys.brokerApis());
        if (newest.isPresent()) {
            named.keySet().removeAll(Sense.NOT_OF_ZOOKEEPER_MODE);
        }
        return named;
    }

    private static Map<Short, Short> highestVersions(Peer peer) {
        Map<Short, Short> highest = new HashMap<>();
        Question question = new Question(ApiKeys.API_VERSIONS, (short) 0, Map.of());
        if (peer.ask(question).get("api_keys") instanceof List<?> apis) {
            for (Object api : apis) {
                if (api instanceof Map<?, ?> fields) {
                    highest.put((Short) fields.get("api_key"), (Short) fields.get("max_version"));
                }
            }
        }
        return highest;
    }

    List<String> unlisted() {
        return unlisted;
    }

    String summary() {
        return kafka + ": " + requests + " requests, " + fields + " fields compared, " + listed
                + " listed differences, "
                + (newest.isPresent() ? asNewest + " where we are as the newest Kafka, " : "")
                + unlisted.size() + " others";
    }

    @Override
    public void close() {
        peers().forEach(Peer::close);
    }
}
