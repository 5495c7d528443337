/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import io.odradek.broker.coordinator.CoordinatorContext;
import io.odradek.broker.coordinator.CoordinatorRecord;
import io.odradek.broker.coordinator.Decision;
import io.odradek.controller.image.TopicPartition;
import io.odradek.protocol.error.ErrorCode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Takes back what was committed for topics that have been deleted, some at a time. Confined to the shard's loop. */
final class DeletedTopics {
    private static final String TIMER = "deleted topics";
    private static final int OFFSETS_PER_TURN = 1_000;
    private static final int BYTES_PER_TURN = 100_000;

    private final CommittedOffsets offsets;
    private final CoordinatorContext context;
    private final Set<String> deleted = new HashSet<>();

    DeletedTopics(CommittedOffsets offsets, CoordinatorContext context) {
        this.offsets = offsets;
        this.context = context;
    }

    Decision<Boolean> add(Set<String> topics) {
        topics.stream().filter(offsets::hasAnyOf).forEach(deleted::add);
        return takeBack();
    }

    private Decision<Boolean> takeBack() {
        List<CoordinatorRecord> records = new ArrayList<>();
        int bytes = 0;
        for (String group : deleted.isEmpty() ? Set.<String>of() : offsets.groups()) {
            for (TopicPartition partition : offsets.partitions(group)) {
                if (deleted.contains(partition.topic())) {
                    if (records.size() >= OFFSETS_PER_TURN || bytes >= BYTES_PER_TURN) {
                        return andGoOn(records);
                    }
                    CoordinatorRecord tombstone = CommittedOffsets.tombstone(group, partition);
                    bytes += tombstone.key().sizeBytes((short) 0);
                    records.add(tombstone);
                }
            }
        }
        deleted.clear();
        return Decision.of(records, true);
    }

    private Decision<Boolean> andGoOn(List<CoordinatorRecord> records) {
        return Decision.of(records, false).with(result -> {
            if (result == ErrorCode.NONE) {
                context.timers().schedule(TIMER, 0, this::takeBack);
            } else {
                // Without replicas nothing is taken back; what is left expires one day.
                deleted.clear();
            }
        });
    }
}
