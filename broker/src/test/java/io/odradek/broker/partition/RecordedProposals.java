/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.partition;

import io.odradek.controller.IsrChange;
import io.odradek.controller.IsrChanged;
import io.odradek.controller.image.LeaderState;
import io.odradek.controller.image.TopicPartition;
import io.odradek.protocol.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;

/** Proposals that wait for the test to answer as the controller would; the answer comes at once on the caller's thread. */
public final class RecordedProposals implements InSyncProposals {
    private final List<Pending> all = new ArrayList<>();
    private final List<TopicPartition> withdrawn = new ArrayList<>();

    private record Pending(IsrChange change, Answer answer) {}

    @Override
    public void propose(IsrChange change, Answer answer) {
        all.add(new Pending(change, answer));
    }

    @Override
    public void withdraw(TopicPartition partition, int leaderEpoch) {
        withdrawn.add(partition);
    }

    public int count() {
        return all.size();
    }

    public List<TopicPartition> withdrawn() {
        return withdrawn;
    }

    public IsrChange last() {
        return all.get(all.size() - 1).change();
    }

    public List<Integer> lastIsr() {
        return last().members().stream().map(IsrChange.Member::brokerId).toList();
    }

    /** The controller stores the last proposal. */
    public void accept() {
        accept(all.size() - 1);
    }

    public void accept(int index) {
        Pending pending = all.get(index);
        IsrChange change = pending.change();
        LeaderState state = new LeaderState(
                PartitionFixture.BROKER,
                change.leaderEpoch(),
                change.members().stream().map(IsrChange.Member::brokerId).toList(),
                change.partitionEpoch() + 1);
        pending.answer().answered(new IsrChanged(change.partition(), ErrorCode.NONE, state));
    }

    /** The controller refuses the last proposal. */
    public void refuse(ErrorCode error) {
        Pending pending = all.get(all.size() - 1);
        pending.answer().answered(new IsrChanged(pending.change().partition(), error, null));
    }
}
