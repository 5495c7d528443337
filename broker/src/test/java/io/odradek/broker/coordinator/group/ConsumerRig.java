/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import io.odradek.broker.coordinator.CoordinatorBackground;
import io.odradek.broker.coordinator.CoordinatorContext;
import io.odradek.broker.coordinator.CoordinatorRecord;
import io.odradek.broker.coordinator.CoordinatorTimers;
import io.odradek.broker.coordinator.Decision;
import io.odradek.broker.coordinator.group.ConsumerGroupSettings.MigrationPolicy;
import io.odradek.broker.coordinator.group.assign.AssignedPartitions;
import io.odradek.broker.coordinator.group.assign.PartitionSet;
import io.odradek.broker.coordinator.group.assign.ServerAssignor;
import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.ImageDelta;
import io.odradek.controller.image.LeaderState;
import io.odradek.controller.image.PartitionImage;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.wire.Uuid;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The groups of one shard with a clock, a log and topics of their own: what they decide is carried out as a shard would. */
final class ConsumerRig implements CoordinatorTimers {
    static final int SESSION_MS = 45_000;
    static final int HEARTBEAT_MS = 5_000;
    static final int REBALANCE_MS = 20_000;
    static final int INTERVAL_MS = 1_000;
    static final int REFRESH_MS = 600_000;
    static final String GROUP = "g";
    private static final ConsumerGroupTimes TIMES = groupId -> new ConsumerGroupTimes.OfGroup() {
        @Override
        public int sessionMs() {
            return SESSION_MS;
        }

        @Override
        public int heartbeatMs() {
            return HEARTBEAT_MS;
        }

        @Override
        public int assignmentIntervalMs() {
            return INTERVAL_MS;
        }

        @Override
        public boolean isCurrent() {
            return true;
        }
    };
    static final ConsumerGroupSettings SETTINGS = settings(100, MigrationPolicy.BIDIRECTIONAL);

    final List<CoordinatorRecord> log = new ArrayList<>();
    final Groups groups;
    private final Groups.Settings settings;
    private final Map<Object, Timer> timers = new HashMap<>();
    private final List<Runnable> inBackground = new ArrayList<>();
    private ClusterImage image = ClusterImage.empty("c");
    private long nowMs = 1_000_000;
    private boolean refusesAppends;

    private record Timer(long dueMs, Supplier<? extends Decision<?>> onTime) {}

    ConsumerRig() {
        this(SETTINGS);
    }

    ConsumerRig(ConsumerGroupSettings consumer) {
        this(new Groups.Settings(GroupRig.SETTINGS, consumer));
    }

    private ConsumerRig(Groups.Settings settings) {
        this.settings = settings;
        CoordinatorBackground background = new CoordinatorBackground() {
            @Override
            public <T> void run(Supplier<T> work, Function<T, ? extends Decision<?>> decision) {
                inBackground.add(() -> carryOut(decision.apply(work.get())));
            }
        };
        groups = new Groups(
                settings,
                new CoordinatorContext(0, this, background, () -> Instant.ofEpochMilli(nowMs)),
                new Random(1),
                () -> image);
    }

    static ConsumerGroupSettings settings(int membersMax, MigrationPolicy migration) {
        return new ConsumerGroupSettings(
                TIMES,
                membersMax,
                List.of(
                        ServerAssignor.named("uniform").orElseThrow(),
                        ServerAssignor.named("range").orElseThrow()),
                migration,
                REFRESH_MS);
    }

    /** For groups that never need it. */
    static CoordinatorBackground noBackground() {
        return new CoordinatorBackground() {
            @Override
            public <T> void run(Supplier<T> work, Function<T, ? extends Decision<?>> decision) {
                throw new AssertionError("nothing takes long here");
            }
        };
    }

    /** What a coordinator finds that loads the log so far: the same topics, the same time. */
    ConsumerRig loadedElsewhere() {
        ConsumerRig other = new ConsumerRig(settings);
        other.image = image;
        other.nowMs = nowMs;
        log.forEach(other.groups::apply);
        other.log.addAll(log);
        other.groups.loaded();
        return other;
    }

    @Override
    public void schedule(Object key, long delayMs, Supplier<? extends Decision<?>> onTime) {
        timers.put(key, new Timer(nowMs + Math.max(delayMs, 0), onTime));
    }

    @Override
    public void cancel(Object key) {
        timers.remove(key);
    }

    @Override
    public boolean isScheduled(Object key) {
        return timers.containsKey(key);
    }

    int timers() {
        return timers.size();
    }

    long nowMs() {
        return nowMs;
    }

    /** From now on nothing can be stored, or again. */
    void refuseAppends(boolean refuses) {
        refusesAppends = refuses;
    }

    <R> R carryOut(Decision<R> decision) {
        boolean stored = decision.records().isEmpty() || !refusesAppends;
        if (stored) {
            log.addAll(decision.records());
            decision.records().forEach(groups::apply);
        }
        ErrorCode result = stored ? ErrorCode.NONE : ErrorCode.COORDINATOR_NOT_AVAILABLE;
        decision.effects().forEach(effect -> effect.done(result));
        return decision.reply();
    }

    void passMs(long ms) {
        long end = nowMs + ms;
        Object next = due(end);
        while (next != null) {
            Timer timer = Objects.requireNonNull(timers.remove(next));
            nowMs = Math.max(nowMs, timer.dueMs());
            carryOut(timer.onTime().get());
            next = due(end);
        }
        nowMs = end;
    }

    private @Nullable Object due(long end) {
        return timers.entrySet().stream()
                .filter(timer -> timer.getValue().dueMs() <= end)
                .min(Map.Entry.comparingByValue(Comparator.comparingLong(Timer::dueMs)))
                .map(Map.Entry::getKey)
                .orElse(null);
    }

    void finishBackground() {
        List<Runnable> due = List.copyOf(inBackground);
        inBackground.clear();
        due.forEach(Runnable::run);
    }

    int inBackground() {
        return inBackground.size();
    }

    // Topics.

    KnownTopics topics() {
        return new KnownTopics(image);
    }

    static Uuid idOf(String topic) {
        return new Uuid(848, topic.hashCode());
    }

    /** Creates it, or gives it more partitions. */
    void topic(String name, int partitions) {
        List<PartitionImage> all = new ArrayList<>();
        for (int partition = 0; partition < partitions; partition++) {
            all.add(partition(partition, 1));
        }
        change(new ImageDelta.TopicChange(name, idOf(name), all));
    }

    void deleteTopic(String name) {
        int partitions = new KnownTopics(image).partitions(idOf(name));
        List<PartitionImage> gone = IntStream.range(0, partitions)
                .mapToObj(partition -> partition(partition, PartitionImage.LEADER_DURING_DELETE))
                .toList();
        if (partitions > 0) {
            change(new ImageDelta.TopicChange(name, idOf(name), gone));
        }
    }

    private void change(ImageDelta.TopicChange change) {
        image = image.with(new ImageDelta(1, 1, image.brokers(), List.of(change)));
    }

    private static PartitionImage partition(int partition, int leader) {
        return new PartitionImage(
                partition, new LeaderState(leader, 0, List.of(1), 1), List.of(1), List.of(), List.of(), List.of());
    }

    // Members.

    /** A member as it sees itself. */
    final class Member {
        final String id;
        final @Nullable String instanceId;
        int epoch;
        AssignedPartitions has = AssignedPartitions.EMPTY;
        HeartbeatAsk.News wants = news(List.of(), null);

        Member(String id, @Nullable String instanceId) {
            this.id = id;
            this.instanceId = instanceId;
        }

        /** The same member, at another coordinator. */
        Member movedTo(ConsumerRig other) {
            Member same = other.new Member(id, instanceId);
            same.epoch = epoch;
            same.has = has;
            same.wants = wants;
            return same;
        }

        Member wants(String... topics) {
            wants = news(List.of(topics), null);
            return this;
        }

        Member wantsMatching(String expression) {
            wants = news(null, expression);
            return this;
        }

        /** Says everything, as when it joins; what it hears it does. */
        HeartbeatOutcome join() {
            epoch = 0;
            has = AssignedPartitions.EMPTY;
            return heard(heartbeat(new HeartbeatAsk(id, 0, instanceId, client(), wants, has)));
        }

        HeartbeatOutcome beat() {
            return heard(heartbeat(new HeartbeatAsk(id, epoch, instanceId, client(), NOTHING_NEW, has)));
        }

        /** Says nothing of what it has. */
        HeartbeatOutcome beatQuietly() {
            return heard(heartbeat(new HeartbeatAsk(id, epoch, instanceId, client(), NOTHING_NEW, null)));
        }

        HeartbeatOutcome says(HeartbeatAsk.News news) {
            return heard(heartbeat(new HeartbeatAsk(id, epoch, instanceId, client(), news, has)));
        }

        /** What it hears it does not hear. */
        void beatIntoTheVoid() {
            heartbeat(new HeartbeatAsk(id, epoch, instanceId, client(), NOTHING_NEW, has));
        }

        HeartbeatOutcome leave(int leaveEpoch) {
            return heartbeat(new HeartbeatAsk(id, leaveEpoch, instanceId, client(), NOTHING_NEW, null));
        }

        private HeartbeatOutcome heard(HeartbeatOutcome outcome) {
            if (outcome.error() == ErrorCode.NONE) {
                epoch = outcome.epoch();
                has = outcome.assignment() == null ? has : outcome.assignment();
            }
            return outcome;
        }

        ConsumerMember stored() {
            return Objects.requireNonNull(group().member(id));
        }
    }

    static final HeartbeatAsk.News NOTHING_NEW = new HeartbeatAsk.News(null, -1, null, null, null);

    static HeartbeatAsk.News news(@Nullable List<String> topics, @Nullable String expression) {
        return new HeartbeatAsk.News(null, REBALANCE_MS, topics, expression, null);
    }

    private static MemberClient client() {
        return new MemberClient("c", "/h");
    }

    HeartbeatOutcome heartbeat(HeartbeatAsk ask) {
        return carryOut(groups.consumer().heartbeat(GROUP, ask));
    }

    Member member(String id) {
        return new Member(id, null);
    }

    Member staticMember(String id, String instanceId) {
        return new Member(id, instanceId);
    }

    ConsumerGroup group() {
        if (groups.find(GROUP) instanceof ConsumerGroup group) {
            return group;
        }
        throw new AssertionError("no consumer group: " + groups.find(GROUP));
    }

    /** Beats of all of them in turn, until nobody hears anything new. */
    void settle(Member... members) {
        for (int round = 0; round < 20 && group().state() != ConsumerGroupState.STABLE; round++) {
            passMs(INTERVAL_MS);
            for (Member member : members) {
                member.beat();
            }
        }
    }

    static AssignedPartitions partitions(String topic, int... partitions) {
        return AssignedPartitions.of(Map.of(idOf(topic), PartitionSet.of(partitions)));
    }
}
