/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.group;

import java.util.List;
import java.util.stream.IntStream;

/** So many members, all of whom subscribe to so many topics of so many partitions each. */
public record GroupSize(int members, int topics, int partitionsPerTopic) {

    public int partitions() {
        return topics * partitionsPerTopic;
    }

    public List<String> topicNames() {
        return IntStream.range(0, topics).mapToObj(GroupSize::topic).toList();
    }

    static String topic(int index) {
        return "grouped-" + index;
    }
}
