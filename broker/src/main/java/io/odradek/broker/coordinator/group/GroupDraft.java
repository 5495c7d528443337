/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import io.odradek.broker.coordinator.CoordinatorRecord;
import java.util.ArrayList;
import java.util.List;

/**
 * A consumer group as it will be when the records that a decision has made so far are applied: the decision goes on from
 * there, and the group itself stays as it is until they are applied. A fork is made with the first record, as most
 * heartbeats make none. Lives for one decision.
 */
final class GroupDraft {
    private final List<CoordinatorRecord> records = new ArrayList<>();
    private final ConsumerRecords making;
    private final ConsumerGroup before;
    private ConsumerGroup group;
    private boolean copied;

    private GroupDraft(ConsumerGroup group) {
        this.before = group;
        this.group = group;
        this.making = new ConsumerRecords(group.id());
    }

    static GroupDraft of(ConsumerGroup group) {
        return new GroupDraft(group);
    }

    static GroupDraft ofNew(String groupId) {
        return of(new ConsumerGroup(groupId));
    }

    /** As it is. */
    ConsumerGroup before() {
        return before;
    }

    /** As it will be. */
    ConsumerGroup group() {
        return group;
    }

    /** Makes the records to {@link #write}. */
    ConsumerRecords making() {
        return making;
    }

    void write(CoordinatorRecord record) {
        if (!copied) {
            copied = true;
            group = group.fork();
        }
        records.add(record);
        group.apply(record);
    }

    void writeAll(List<CoordinatorRecord> all) {
        all.forEach(this::write);
    }

    /** A record that is not about this group, such as what it was before. */
    void writeBeside(CoordinatorRecord record) {
        records.add(record);
    }

    List<CoordinatorRecord> records() {
        return records;
    }
}
