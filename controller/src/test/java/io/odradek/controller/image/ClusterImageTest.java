/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.controller.image.ImageDelta.TopicChange;
import io.odradek.protocol.wire.Uuid;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ClusterImageTest {
    private static final BrokerImage BROKER =
            new BrokerImage(0, 5, Map.of("PLAINTEXT", new Endpoint("PLAINTEXT", "PLAINTEXT", "h", 1)), null);
    private static final Uuid ID = new Uuid(1, 1);

    private static PartitionImage partition(int number, int leader) {
        return new PartitionImage(
                number, new LeaderState(leader, 0, List.of(0), 0), List.of(0), List.of(), List.of(), List.of());
    }

    private static ImageDelta delta(TopicChange... changes) {
        return new ImageDelta(0, 3, Map.of(0, BROKER), List.of(changes));
    }

    private static TopicChange change(String name, Uuid id, PartitionImage... partitions) {
        return new TopicChange(name, id, List.of(partitions));
    }

    @Test
    void aDeltaAddsTopicsAndBrokers() {
        ClusterImage image = ClusterImage.empty("c").with(delta(change("t", ID, partition(1, 0), partition(0, 0))));

        assertThat(image.clusterId()).isEqualTo("c");
        assertThat(image.controllerEpoch()).isEqualTo(3);
        assertThat(image.broker(0)).isEqualTo(BROKER);
        assertThat(image.topic(ID)).isSameAs(image.topic("t"));
        assertThat(image.topic("t").partitions())
                .extracting(PartitionImage::partition)
                .containsExactly(0, 1);
        assertThat(image.partition(new TopicPartition("t", 2))).isNull();
        assertThat(image.partition("x", 0)).isNull();
    }

    @Test
    void theRackOfABrokerThatIsGoneIsRemembered() {
        BrokerImage inRack = new BrokerImage(1, 6, Map.of(), "r1");
        ClusterImage both = ClusterImage.empty("c").with(new ImageDelta(0, 3, Map.of(0, BROKER, 1, inRack), List.of()));

        ClusterImage without = both.with(delta());
        ClusterImage movedOut =
                without.with(new ImageDelta(0, 3, Map.of(1, new BrokerImage(1, 7, Map.of(), null)), List.of()));

        assertThat(both.rack(1)).isEqualTo("r1");
        assertThat(both.rack(0)).isNull();
        assertThat(without.broker(1)).isNull();
        assertThat(without.rack(1)).isEqualTo("r1");
        assertThat(movedOut.rack(1)).isNull();
    }

    @Test
    void aDeltaChangesOnlyWhatItNames() {
        ClusterImage before = ClusterImage.empty("c")
                .with(delta(
                        change("t", ID, partition(0, 0), partition(1, 0)),
                        change("u", new Uuid(2, 2), partition(0, 0))));

        ClusterImage after = before.with(delta(change("t", ID, partition(1, -1))));

        assertThat(after.partition("t", 1).hasLeader()).isFalse();
        assertThat(after.partition("t", 0)).isSameAs(before.partition("t", 0));
        assertThat(after.topic("u")).isSameAs(before.topic("u"));
        assertThat(before.partition("t", 1).hasLeader()).isTrue();
    }

    @Test
    void aTopicIsGoneWithItsLastPartition() {
        ClusterImage before = ClusterImage.empty("c").with(delta(change("t", ID, partition(0, 0), partition(1, 0))));

        ClusterImage half = before.with(delta(change("t", ID, partition(0, PartitionImage.LEADER_DURING_DELETE))));
        ClusterImage gone = half.with(delta(change("t", ID, partition(1, PartitionImage.LEADER_DURING_DELETE))));

        assertThat(half.topic("t").partitions()).hasSize(1);
        assertThat(half.partition("t", 0)).isNull();
        assertThat(gone.topic("t")).isNull();
        assertThat(gone.topic(ID)).isNull();
        assertThat(gone.topicCount()).isZero();
    }

    @Test
    void aTopicOfTheSameNameAndAnotherIdReplacesTheOldOne() {
        Uuid other = new Uuid(9, 9);
        ClusterImage before = ClusterImage.empty("c").with(delta(change("t", ID, partition(0, 0), partition(1, 0))));

        ClusterImage after = before.with(delta(change("t", other, partition(0, 0))));

        assertThat(after.topic(ID)).isNull();
        assertThat(after.topic(other).partitions()).hasSize(1);
    }

    @Test
    void theZeroIdNamesNoTopic() {
        ClusterImage image = ClusterImage.empty("c").with(delta(change("t", Uuid.ZERO, partition(0, 0))));

        assertThat(image.topic("t")).isNotNull();
        assertThat(image.topic(Uuid.ZERO)).isNull();
    }

    @Test
    void manyRandomDeltasAgreeWithAPlainMap() {
        Random random = new Random(11);
        Map<String, Uuid> model = new TreeMap<>();
        ClusterImage image = ClusterImage.empty("c");
        for (int round = 0; round < 2_000; round++) {
            List<TopicChange> changes = new ArrayList<>();
            for (int i = 0; i <= random.nextInt(4); i++) {
                String name = "t" + random.nextInt(500);
                if (model.containsKey(name) && random.nextInt(3) == 0) {
                    changes.add(change(name, model.remove(name), partition(0, PartitionImage.LEADER_DURING_DELETE)));
                } else if (!model.containsKey(name)) {
                    model.put(name, new Uuid(random.nextLong(), 1));
                    changes.add(change(name, model.get(name), partition(0, 0)));
                }
            }
            image = image.with(delta(changes.toArray(TopicChange[]::new)));
            assertThat(image.topicCount()).isEqualTo(model.size());
        }

        ClusterImage last = image;
        model.forEach((name, id) ->
                assertThat(last.topic(id)).isSameAs(last.topic(name)).isNotNull());
        assertThat(last.topics()).hasSize(model.size());
    }
}
