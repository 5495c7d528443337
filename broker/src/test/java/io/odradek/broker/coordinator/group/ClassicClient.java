/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import io.odradek.broker.coordinator.group.assign.AssignedPartitions;
import io.odradek.broker.coordinator.group.assign.PartitionSet;
import io.odradek.protocol.error.ErrorCode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A {@link ClassicMate} that does by itself what a stock consumer does: it joins, asks for its assignment, heartbeats, and
 * begins anew where it is told to; where it leads it deals out all partitions of the topics that it wants.
 */
final class ClassicClient {
    private final ConsumerRig rig;
    private final boolean eager;
    final ClassicMate mate;
    private GroupRig.@Nullable Inbox<JoinOutcome> join;
    private GroupRig.@Nullable Inbox<SyncOutcome> sync;

    /** @param eager it gives everything back before it joins again */
    ClassicClient(ConsumerRig rig, ClassicMate mate, boolean eager) {
        this.rig = rig;
        this.mate = mate;
        this.eager = eager;
    }

    /** What it was waiting for it has been told, or never will be. */
    ClassicClient movedTo(ConsumerRig other) {
        ClassicClient same = new ClassicClient(other, mate.movedTo(other), eager);
        same.join = join;
        same.sync = sync;
        return same;
    }

    /** Its next step, if it is not waiting. */
    void step() {
        if (sync != null) {
            if (!sync.isEmpty()) {
                ErrorCode error = sync.only().error();
                sync = null;
                goOn(error);
            }
        } else if (join != null) {
            if (!join.isEmpty()) {
                JoinOutcome joined = join.only();
                join = null;
                joined(joined);
            }
        } else if (mate.id.isEmpty()) {
            join();
        } else {
            goOn(mate.heartbeat());
        }
    }

    private void join() {
        if (eager) {
            mate.has = AssignedPartitions.EMPTY;
        }
        join = mate.join();
    }

    private void joined(JoinOutcome outcome) {
        if (outcome.error() == ErrorCode.NONE) {
            sync = mate.sync(assignments(outcome.members()));
        } else {
            goOn(outcome.error());
        }
    }

    private void goOn(ErrorCode told) {
        boolean again = told == ErrorCode.REBALANCE_IN_PROGRESS
                || told == ErrorCode.NOT_COORDINATOR
                || told == ErrorCode.COORDINATOR_NOT_AVAILABLE;
        if (told != ErrorCode.NONE && !again) {
            mate.forget();
        }
        if (told != ErrorCode.NONE) {
            join();
        }
    }

    void leave() {
        if (join == null && sync == null && !mate.id.isEmpty()) {
            mate.leave();
            mate.forget();
        }
    }

    private Map<String, AssignedPartitions> assignments(List<JoinOutcome.JoinedMember> members) {
        Map<String, AssignedPartitions> assignments = new HashMap<>();
        for (int i = 0; i < members.size(); i++) {
            assignments.put(members.get(i).memberId(), share(i, members.size()));
        }
        return assignments;
    }

    private AssignedPartitions share(int index, int count) {
        AssignedPartitions share = AssignedPartitions.EMPTY;
        for (String topic : mate.wants) {
            int partitions = rig.topics().partitions(ConsumerRig.idOf(topic));
            int first = partitions * index / count;
            int end = partitions * (index + 1) / count;
            share = share.plus(AssignedPartitions.of(Map.of(ConsumerRig.idOf(topic), PartitionSet.range(first, end))));
        }
        return share;
    }
}
