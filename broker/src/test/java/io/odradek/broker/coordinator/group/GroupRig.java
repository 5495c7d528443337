/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import io.odradek.broker.coordinator.Effect;
import io.odradek.protocol.error.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One classic group with a clock and a log of its own: what it decides is carried out as a shard would. */
final class GroupRig implements GroupTimers {
    static final ClassicGroupSettings SETTINGS = new ClassicGroupSettings(500, 60_000, 300, 4);
    static final int SESSION_MS = 10_000;
    static final int REBALANCE_MS = 5_000;

    final ClassicGroup group;
    final List<StoredGroup> log = new ArrayList<>();
    private final Map<GroupTimer, Long> timers = new HashMap<>();
    private final List<Effect> uncommitted = new ArrayList<>();
    private long nowMs = 1_000_000;
    private boolean holdsCommits;

    GroupRig() {
        this(SETTINGS);
    }

    GroupRig(ClassicGroupSettings settings) {
        group = new ClassicGroup("g", settings, new GroupWorld(this, () -> nowMs, new Random(1)));
    }

    @Override
    public void schedule(GroupTimer timer, long delayMs) {
        timers.put(timer, nowMs + delayMs);
    }

    @Override
    public void cancel(GroupTimer timer) {
        timers.remove(timer);
    }

    @Override
    public boolean isScheduled(GroupTimer timer) {
        return timers.containsKey(timer);
    }

    int timers() {
        return timers.size();
    }

    /** From now on nothing is replicated until {@link #commit}. */
    void holdCommits() {
        holdsCommits = true;
    }

    void commit(ErrorCode result) {
        List<Effect> due = new ArrayList<>(uncommitted);
        uncommitted.clear();
        due.forEach(effect -> effect.done(result));
    }

    void carryOut(GroupDecision decision) {
        if (decision.record() != null) {
            log.add(decision.record());
            group.apply(decision.record());
        }
        uncommitted.addAll(decision.effects());
        if (!holdsCommits) {
            commit(ErrorCode.NONE);
        }
    }

    void passMs(long ms) {
        long end = nowMs + ms;
        GroupTimer next = due(end);
        while (next != null) {
            nowMs = Math.max(nowMs, timers.remove(next));
            carryOut(group.expired(next));
            next = due(end);
        }
        nowMs = end;
    }

    private @Nullable GroupTimer due(long end) {
        return timers.entrySet().stream()
                .filter(timer -> timer.getValue() <= end)
                .min(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(null);
    }

    /** Answers to one request: one, in the end. */
    static final class Inbox<T> implements Consumer<T> {
        final List<T> answers = new ArrayList<>();

        @Override
        public void accept(T answer) {
            answers.add(answer);
        }

        T only() {
            if (answers.size() != 1) {
                throw new AssertionError("answers: " + answers);
            }
            return answers.get(0);
        }

        boolean isEmpty() {
            return answers.isEmpty();
        }
    }

    static JoinAsk ask(String memberId, @Nullable String instanceId, JoinProtocol... protocols) {
        return new JoinAsk(
                memberId,
                instanceId,
                new JoinAsk.Client("c", "/h", false, true),
                new JoinAsk.Timeouts(SESSION_MS, REBALANCE_MS),
                "consumer",
                Arrays.asList(protocols));
    }

    static JoinProtocol protocol(String name, String metadata) {
        return new JoinProtocol(name, bytes(metadata));
    }

    Inbox<JoinOutcome> join(JoinAsk ask) {
        Inbox<JoinOutcome> inbox = new Inbox<>();
        carryOut(group.join(ask, inbox));
        return inbox;
    }

    Inbox<JoinOutcome> join(String memberId) {
        return join(ask(memberId, null, protocol("range", "m")));
    }

    Inbox<JoinOutcome> joinStatic(String memberId, String instanceId) {
        return join(ask(memberId, instanceId, protocol("range", "m")));
    }

    Inbox<SyncOutcome> sync(String memberId, int generationId, String... assignments) {
        Map<String, Opaque> byId = new HashMap<>();
        for (int i = 0; i < assignments.length; i += 2) {
            byId.put(assignments[i], bytes(assignments[i + 1]));
        }
        Inbox<SyncOutcome> inbox = new Inbox<>();
        carryOut(group.sync(new SyncAsk(new MemberClaim(memberId, null, generationId), "consumer", null, byId), inbox));
        return inbox;
    }

    ErrorCode heartbeat(String memberId) {
        return group.heartbeat(new MemberClaim(memberId, null, group.generationId()));
    }

    ErrorCode leave(String memberId) {
        ClassicGroup.Leaving leaving = group.leave(List.of(new MemberClaim(memberId, null, -1)));
        carryOut(leaving.decision());
        return leaving.members().get(0).error();
    }

    /** So many members in a stable group, the leader first. */
    List<String> stable(int members) {
        return stable(members, REBALANCE_MS);
    }

    /** The same with another rebalance timeout. */
    List<String> stable(int members, int rebalanceMs) {
        JoinAsk plain = ask("", null, protocol("range", "m"));
        JoinAsk ask = new JoinAsk(
                "",
                null,
                plain.client(),
                new JoinAsk.Timeouts(SESSION_MS, rebalanceMs),
                plain.protocolType(),
                plain.protocols());
        List<Inbox<JoinOutcome>> joins = new ArrayList<>();
        for (int i = 0; i < members; i++) {
            joins.add(join(ask));
        }
        passMs(10L * SETTINGS.initialDelayMs());
        List<String> ids = joins.stream().map(inbox -> inbox.only().memberId()).toList();
        String[] assignments =
                ids.stream().flatMap(id -> Stream.of(id, "p-" + id)).toArray(String[]::new);
        sync(ids.get(0), group.generationId(), assignments);
        ids.forEach(id -> sync(id, group.generationId()));
        return ids;
    }

    static Opaque bytes(String text) {
        return Opaque.of(text.getBytes(StandardCharsets.UTF_8));
    }

    static String text(Opaque bytes) {
        return new String(bytes.bytes(), StandardCharsets.UTF_8);
    }
}
