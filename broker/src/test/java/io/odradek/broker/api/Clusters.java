/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.odradek.controller.image.BrokerImage;
import io.odradek.controller.image.Endpoint;
import io.odradek.controller.image.ImageDelta;
import io.odradek.controller.image.LeaderState;
import io.odradek.controller.image.PartitionImage;
import io.odradek.protocol.wire.Uuid;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Cluster images for tests of handlers: brokers 1 and 2, of which 2 has the listener PLAINTEXT only. */
final class Clusters {
    private Clusters() {}

    static ClusterView withTopic(String name, Uuid id, int partitions) {
        ClusterView view = new ClusterView("cluster");
        view.apply(delta(name, id, partitions));
        return view;
    }

    static ImageDelta delta(String name, Uuid id, int partitions) {
        List<PartitionImage> images = new ArrayList<>();
        for (int i = 0; i < partitions; i++) {
            int leader = i % 3 == 2 ? PartitionImage.NO_LEADER : 1 + i % 3;
            images.add(new PartitionImage(
                    i, new LeaderState(leader, 5, List.of(1, 2), 7), List.of(1, 2), List.of(), List.of(), List.of()));
        }
        Endpoint plain = new Endpoint("PLAINTEXT", "PLAINTEXT", "one", 9092);
        Endpoint inner = new Endpoint("INNER", "PLAINTEXT", "one.inner", 9093);
        return new ImageDelta(
                1,
                1,
                Map.of(
                        1,
                        new BrokerImage(1, 11, Map.of("PLAINTEXT", plain, "INNER", inner), "rack-1"),
                        2,
                        new BrokerImage(
                                2, 12, Map.of("PLAINTEXT", new Endpoint("PLAINTEXT", "PLAINTEXT", "two", 9092)), null)),
                List.of(new ImageDelta.TopicChange(name, id, images)));
    }
}
