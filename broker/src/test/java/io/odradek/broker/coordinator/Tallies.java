/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator;

import io.odradek.broker.coordinator.group.GroupRecords;
import io.odradek.protocol.message.OffsetCommitKey;
import io.odradek.protocol.message.OffsetCommitValue;
import io.odradek.protocol.record.Compression;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The simplest of states: the last number for each name. Its records are those of committed offsets. */
final class Tallies implements CoordinatorState {
    static final String TOPIC = "tallies";
    static final int COMMIT_TIMEOUT_MS = 5_000;

    final CoordinatorContext context;
    final Map<String, Long> numbers = new TreeMap<>();
    final List<String> pending = new ArrayList<>();
    boolean loaded;
    boolean unloaded;
    boolean faulty;

    private Tallies(CoordinatorContext context) {
        this.context = context;
    }

    /** @param made hears of each state that is made */
    static CoordinatorKind<Tallies> kind(List<Tallies> made) {
        return kind(made, CoordinatorKind.LINGERS_FOR_TURN, Compression.NONE);
    }

    static CoordinatorKind<Tallies> kind(List<Tallies> made, int appendLingerMs, Compression compression) {
        return new CoordinatorKind<>(
                TOPIC, 4, new GroupRecords(), compression, appendLingerMs, COMMIT_TIMEOUT_MS, context -> {
                    Tallies state = new Tallies(context);
                    made.add(state);
                    return state;
                });
    }

    static CoordinatorRecord record(String name, long number) {
        OffsetCommitKey key = new OffsetCommitKey().group(name).topic("t").partition(0);
        return CoordinatorRecord.of(key, new OffsetCommitValue().offset(number), 4);
    }

    /** Stores the number, and replies with what was stored before. */
    static Decision<Long> put(Tallies state, String name, long number) {
        return Decision.of(List.of(record(name, number)), state.numbers.getOrDefault(name, 0L));
    }

    @Override
    public void apply(CoordinatorRecord record) {
        if (faulty) {
            throw new IllegalStateException("on purpose");
        }
        OffsetCommitKey key = (OffsetCommitKey) record.key();
        if (record.value() instanceof OffsetCommitValue value) {
            numbers.put(key.group(), value.offset());
        } else {
            numbers.remove(key.group());
        }
    }

    @Override
    public void applyPending(long producerId, CoordinatorRecord record) {
        pending.add(producerId + " " + ((OffsetCommitKey) record.key()).group());
    }

    @Override
    public void transactionEnded(long producerId, boolean committed) {
        pending.add(producerId + (committed ? " commits" : " aborts"));
    }

    @Override
    public void loaded() {
        loaded = true;
    }

    @Override
    public void unloaded() {
        unloaded = true;
    }
}
