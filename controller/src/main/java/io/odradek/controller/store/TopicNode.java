/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.store;

import io.odradek.protocol.wire.Uuid;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** What /brokers/topics/&lt;topic&gt; says. The id is zero in nodes from before topics had ids. */
public record TopicNode(Uuid id, SortedMap<Integer, ReplicaAssignment> partitions) {
    public TopicNode {
        partitions = Collections.unmodifiableSortedMap(new TreeMap<>(partitions));
    }
}
