/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import io.odradek.broker.coordinator.CoordinatorContext;
import io.odradek.broker.coordinator.CoordinatorRecord;
import io.odradek.broker.coordinator.CoordinatorState;
import io.odradek.broker.coordinator.Decision;
import io.odradek.broker.coordinator.group.OffsetCommit.Claim;
import io.odradek.broker.coordinator.group.OffsetCommit.Outcome;
import io.odradek.broker.coordinator.group.OffsetCommit.Position;
import io.odradek.controller.image.TopicPartition;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.OffsetCommitKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The groups of one partition of {@code __consumer_offsets} and what they committed: the state, and what is decided on
 * it about offsets. Confined to the shard's loop, made for each leadership.
 */
public final class GroupRegistry implements CoordinatorState {
    private final Groups groups;
    private final OffsetSettings settings;
    private final CoordinatorContext context;
    private final CommittedOffsets offsets = new CommittedOffsets();
    private final OffsetRetention retention;
    private final DeletedTopics deletedTopics;
    private boolean loaded;

    public GroupRegistry(Groups groups, OffsetSettings settings, CoordinatorContext context) {
        this.groups = groups;
        this.settings = settings;
        this.context = context;
        this.retention = new OffsetRetention(this, settings, context);
        this.deletedTopics = new DeletedTopics(offsets, context);
    }

    public Groups groups() {
        return groups;
    }

    public CommittedOffsets offsets() {
        return offsets;
    }

    @Override
    public void apply(CoordinatorRecord record) {
        if (!offsets.apply(record)) {
            groups.apply(record);
        } else if (loaded && record.value() != null && record.key() instanceof OffsetCommitKey key) {
            groups.nameForOffsets(key.group());
        }
        if (loaded) {
            retention.await();
        }
    }

    @Override
    public void applyPending(long producerId, CoordinatorRecord record) {
        offsets.applyPending(producerId, record);
    }

    @Override
    public void transactionEnded(long producerId, boolean committed) {
        offsets.transactionEnded(producerId, committed);
    }

    /** Who has committed and has no record of its own is a group that consumers name and do not join. */
    @Override
    public void loaded() {
        loaded = true;
        offsets.groups().forEach(groups::nameForOffsets);
        groups.loaded();
        retention.await();
    }

    @Override
    public void unloaded() {
        groups.unloaded();
    }

    /** Whoever commits from outside of a group that does not exist makes it one. */
    public Decision<Outcome> commit(OffsetCommit commit) {
        Claim claim = commit.claim();
        Group group = groups.find(commit.group());
        if (group == null && claim.generation() >= 0) {
            return Decision.of(Outcome.refused(commit.ofUnknownGroup()));
        }
        ErrorCode refusal = group == null ? ErrorCode.NONE : group.commitRefusal(commit);
        if (refusal != ErrorCode.NONE) {
            return Decision.of(Outcome.refused(refusal));
        }
        if (group != null) {
            group.committed(claim.memberId());
        }
        long nowMs = context.nowMs();
        long expiresAtMs = commit.retentionMs() == OffsetCommit.DEFAULT_RETENTION
                ? CommittedOffset.NO_EXPIRY
                : nowMs + commit.retentionMs();
        List<ErrorCode> errors = new ArrayList<>(commit.positions().size());
        List<CoordinatorRecord> records = new ArrayList<>(commit.positions().size());
        for (Position position : commit.positions()) {
            if (position.metadata().length() > settings.metadataCharsMax()) {
                errors.add(ErrorCode.OFFSET_METADATA_TOO_LARGE);
                continue;
            }
            errors.add(ErrorCode.NONE);
            CommittedOffset committed = new CommittedOffset(
                    position.offset(),
                    position.leaderEpoch(),
                    position.metadata(),
                    nowMs,
                    expiresAtMs,
                    position.topicId());
            records.add(CommittedOffsets.record(commit.group(), position.partition(), committed));
        }
        return Decision.of(records, new Outcome(ErrorCode.NONE, errors));
    }

    /** Deletes a group without members, and all that it committed; NON_EMPTY_GROUP or GROUP_ID_NOT_FOUND otherwise. */
    public Decision<ErrorCode> delete(String groupId) {
        List<CoordinatorRecord> committed = offsets.partitions(groupId).stream()
                .map(partition -> CommittedOffsets.tombstone(groupId, partition))
                .toList();
        return groups.delete(groupId, committed);
    }

    /** Takes back what is committed there; nothing where the group is subscribed to the topic, or has nothing. */
    public Decision<Outcome> delete(String groupId, List<TopicPartition> partitions) {
        Group group = groups.find(groupId);
        ErrorCode refusal = group == null ? ErrorCode.GROUP_ID_NOT_FOUND : group.offsetDeleteRefusal();
        if (group == null || refusal != ErrorCode.NONE) {
            return Decision.of(Outcome.refused(refusal));
        }
        List<ErrorCode> errors = new ArrayList<>(partitions.size());
        List<CoordinatorRecord> records = new ArrayList<>();
        for (TopicPartition partition : partitions) {
            if (group.isSubscribedTo(partition.topic())) {
                errors.add(ErrorCode.GROUP_SUBSCRIBED_TO_TOPIC);
                continue;
            }
            errors.add(ErrorCode.NONE);
            if (offsets.find(groupId, partition) != null || offsets.isPending(groupId, partition)) {
                records.add(CommittedOffsets.tombstone(groupId, partition));
            }
        }
        return Decision.of(records, new Outcome(ErrorCode.NONE, errors));
    }

    /** These are gone, and with them what was committed for them. */
    public Decision<Boolean> topicsDeleted(Set<String> topics) {
        return deletedTopics.add(topics);
    }

    /** Where a group stands; one that does not exist stands nowhere. */
    public Decision<OffsetFetch.Outcome> fetch(OffsetFetch fetch) {
        String groupId = fetch.group();
        Group group = groups.find(groupId);
        ErrorCode refusal = group == null
                ? ErrorCode.NONE
                : group.fetchRefusal(fetch.claim().memberId(), fetch.claim().memberEpoch());
        if (refusal != ErrorCode.NONE) {
            return Decision.of(new OffsetFetch.Outcome(refusal, List.of()));
        }
        List<TopicPartition> asked = fetch.partitions();
        List<FoundOffset> found = new ArrayList<>();
        for (TopicPartition partition : asked == null ? offsets.partitions(groupId) : asked) {
            boolean unstable = fetch.stableOnly() && offsets.isPending(groupId, partition);
            found.add(new FoundOffset(partition, unstable ? null : offsets.find(groupId, partition), unstable));
        }
        return Decision.of(new OffsetFetch.Outcome(ErrorCode.NONE, found));
    }
}
