/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group.assign;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.protocol.wire.Uuid;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What Kafka 4.3.1's group coordinator computed for the same topics, as they were added to one group. */
class TopicHashesTest {
    private record Topic(String id, String name, List<List<String>> racks, long hash, long groupSoFar) {}

    private static final List<Topic> TOPICS = List.of(
            new Topic("uw8XmKN3NBi_yZRaAncLOQ", "topic-f0", List.of(), -4511520298888015542L, -1470147966892758125L),
            new Topic(
                    "WSrTCX2YSl3ls_RAvhpHkg",
                    "topic-e1",
                    List.of(List.of("rack-b", "rack-a")),
                    4398369012590810781L,
                    -4991049740056159461L),
            new Topic(
                    "2ZPnvrJS7fwVTeMBr8rE5Q",
                    "topic-d2",
                    List.of(List.of(), List.of(), List.of()),
                    -2650151624034151062L,
                    -5956564523532197641L),
            new Topic(
                    "G_ukzaRA4mUds0ToyOYFBw",
                    "th\u00e9",
                    List.of(List.of("c"), List.of("rack-b", "rack-b")),
                    -6237301801204893012L,
                    2363682019533069425L),
            new Topic(
                    "xUxh7Z8CS6c4ToGOtpU52Q",
                    "topic-b4",
                    List.of(List.of(), List.of(), List.of(), List.of()),
                    -1350794135490810723L,
                    5732745548450994037L),
            new Topic(
                    "15F4g93dqF2vNGTEGnhQ6w",
                    "topic-a5",
                    List.of(List.of("rack-b", "c")),
                    -8246236996829523368L,
                    -455514291854612163L));

    @Test
    void aTopicHasKafkasHash() {
        for (Topic topic : TOPICS) {
            assertThat(TopicHashes.ofTopic(Uuid.fromString(topic.id()), topic.name(), topic.racks()))
                    .as(topic.name())
                    .isEqualTo(topic.hash());
        }
    }

    @Test
    void aGroupHasKafkasHashOfItsTopicsInTheOrderOfTheirNames() {
        NavigableMap<String, Long> hashes = new TreeMap<>();
        assertThat(TopicHashes.ofGroup(hashes)).isZero();
        for (Topic topic : TOPICS) {
            hashes.put(topic.name(), topic.hash());

            assertThat(TopicHashes.ofGroup(hashes)).isEqualTo(topic.groupSoFar());
        }
    }
}
