/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import io.odradek.broker.coordinator.CoordinatorContext;
import io.odradek.broker.coordinator.CoordinatorRecord;
import io.odradek.broker.coordinator.Decision;
import io.odradek.controller.image.TopicPartition;
import io.odradek.protocol.error.ErrorCode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Takes back offsets that nobody has used for long, and then the groups that have none left. A check goes through the
 * groups a few at a time; there is a next one as long as something is stored. Confined to the shard's loop.
 */
final class OffsetRetention {
    static final String TIMER = "offset retention";
    private static final int OFFSETS_PER_TURN = 1_000;
    private static final int BYTES_PER_TURN = 100_000;

    private final GroupRegistry registry;
    private final OffsetSettings settings;
    private final CoordinatorContext context;

    /** The groups that the check under way has yet to look at. */
    private final Deque<String> left = new ArrayDeque<>();

    OffsetRetention(GroupRegistry registry, OffsetSettings settings, CoordinatorContext context) {
        this.registry = registry;
        this.settings = settings;
        this.context = context;
    }

    /** Something may be stored: there is to be a check. */
    void await() {
        if (!context.timers().isScheduled(TIMER) && registry.groups().isAny()) {
            context.timers().schedule(TIMER, settings.retentionCheckMs(), this::check);
        }
    }

    private Decision<Boolean> check() {
        left.clear();
        left.addAll(registry.groups().ids());
        return left.isEmpty() ? Decision.of(true) : goOn();
    }

    private Decision<Boolean> goOn() {
        Turn turn = new Turn();
        while (!left.isEmpty() && !turn.isFull()) {
            lookAt(left.remove(), turn);
        }
        // While the records of this turn are on their way, and until the next turn: nobody else begins a check.
        context.timers().schedule(TIMER, settings.retentionCheckMs(), this::check);
        boolean more = !left.isEmpty();
        return Decision.of(turn.records, more).with(result -> {
            if (more && result == ErrorCode.NONE) {
                context.timers().schedule(TIMER, 0, this::goOn);
            }
        });
    }

    /** What one turn on the loop has done. */
    private static final class Turn {
        private final List<CoordinatorRecord> records = new ArrayList<>();
        private int looked;
        private int bytes;

        void takeBack(CoordinatorRecord tombstone) {
            records.add(tombstone);
            bytes += tombstone.key().sizeBytes((short) 0);
        }

        boolean isFull() {
            return looked >= OFFSETS_PER_TURN || bytes >= BYTES_PER_TURN;
        }
    }

    /** A group that has more to take back than goes into a turn comes first in the next one. */
    private void lookAt(String groupId, Turn turn) {
        Group group = registry.groups().find(groupId);
        if (group == null) {
            return;
        }
        CommittedOffsets offsets = registry.offsets();
        boolean usesAny = false;
        for (TopicPartition partition : offsets.partitions(groupId)) {
            turn.looked++;
            CommittedOffset committed = offsets.find(groupId, partition);
            if (committed == null || offsets.isPending(groupId, partition) || !isExpired(group, partition, committed)) {
                usesAny = true;
            } else if (turn.bytes >= BYTES_PER_TURN) {
                left.addFirst(groupId);
                return;
            } else {
                turn.takeBack(CommittedOffsets.tombstone(groupId, partition));
            }
        }
        turn.looked++;
        if (!usesAny && !offsets.hasPending(groupId) && group.isEmpty()) {
            group.tombstones().forEach(turn::takeBack);
        }
    }

    private boolean isExpired(Group group, TopicPartition partition, CommittedOffset committed) {
        long unusedSinceMs = group.unusedSinceMs(partition.topic(), committed.committedAtMs());
        if (unusedSinceMs == Group.IN_USE) {
            return false;
        }
        return committed.expiresAtMs() == CommittedOffset.NO_EXPIRY
                ? context.nowMs() - unusedSinceMs >= settings.retentionMs()
                : context.nowMs() >= committed.expiresAtMs();
    }
}
