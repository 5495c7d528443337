/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.partition;

import io.netty.util.concurrent.EventExecutor;
import io.odradek.controller.image.TopicPartition;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.wire.Uuid;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Which partitions are on this broker. Any thread may look one up, in an immutable map behind one volatile; what the
 * controller says is applied on the directory's own loop, one request after the other, and carried out on the loops of
 * the partitions, one task for each loop.
 */
public final class PartitionDirectory {
    private static final int PIECE = 100;

    private final EventExecutor loop;
    private final ShardLoops shards;
    private final PartitionEnvironment environment;
    private volatile Map<String, Topic> topics = Map.of();
    private int controllerEpoch = -1;
    private final CompletableFuture<Void> settled = new CompletableFuture<>();

    /** @param loop the directory's own: everything that changes it happens there */
    public PartitionDirectory(EventExecutor loop, ShardLoops shards, PartitionEnvironment environment) {
        this.loop = loop;
        this.shards = shards;
        this.environment = environment;
    }

    /** The partitions of one topic that are here, by number. Immutable. */
    private record Topic(Uuid id, List<@Nullable PartitionRef> slots) {}

    /** One decision about one partition. */
    public record Decision(TopicPartition partition, Assignment assignment) {}

    /** One replica to be stopped; the epoch is -1 or lower where the controller gives none. */
    public record Stop(TopicPartition partition, int leaderEpoch, boolean delete) {}

    /** What became of a request of the controller: one code for all, or one for each. */
    public record Result(ErrorCode error, Map<TopicPartition, ErrorCode> partitions) {}

    public @Nullable PartitionRef find(String topic, int partition) {
        Topic found = topics.get(topic);
        return found == null || partition < 0 || partition >= found.slots().size()
                ? null
                : found.slots().get(partition);
    }

    public @Nullable PartitionRef find(TopicPartition partition) {
        return find(partition.topic(), partition.partition());
    }

    /** Every partition that is here, in no order. */
    public List<PartitionRef> all() {
        List<PartitionRef> all = new ArrayList<>();
        for (Topic topic : topics.values()) {
            for (PartitionRef ref : topic.slots()) {
                if (ref != null) {
                    all.add(ref);
                }
            }
        }
        return all;
    }

    /** Completes when the roles that a controller gave first have been taken over. */
    public CompletionStage<Void> settled() {
        return settled;
    }

    /** LeaderAndIsr. The result is told on the directory's loop when every partition has taken its decision over. */
    public void lead(int fromControllerEpoch, Collection<Decision> decisions, Consumer<Result> done) {
        ShardLoops.run(loop, () -> {
            if (isStale(fromControllerEpoch)) {
                done.accept(new Result(ErrorCode.STALE_CONTROLLER_EPOCH, Map.of()));
                return;
            }
            Set<String> newTopics = add(decisions);
            CompletionStage<Void> known = environment.settings().refresh(newTopics);
            Gathering gathering = new Gathering(decisions.size(), result -> {
                done.accept(result);
                settled.complete(null);
            });
            IdentityHashMap<EventExecutor, List<Runnable>> byLoop = new IdentityHashMap<>();
            for (Decision decision : decisions) {
                PartitionRef ref = Objects.requireNonNull(find(decision.partition()));
                ref.decided(decision.assignment().leaderEpoch());
                byLoop.computeIfAbsent(ref.loop(), key -> new ArrayList<>())
                        .add(() -> ref.onLoop()
                                .replica()
                                .become(
                                        decision.assignment(),
                                        known,
                                        error -> gathering.add(decision.partition(), error)));
            }
            byLoop.forEach(PartitionDirectory::runInPieces);
        });
    }

    /** In pieces, so that a loop that takes over thousands of roles does what else it has to do in between. */
    private static void runInPieces(EventExecutor shard, List<Runnable> tasks) {
        for (int from = 0; from < tasks.size(); from += PIECE) {
            List<Runnable> piece = tasks.subList(from, Math.min(tasks.size(), from + PIECE));
            ShardLoops.run(shard, () -> piece.forEach(Runnable::run));
        }
    }

    /** StopReplica. Deleted partitions are gone from the directory before they are gone from the disk. */
    public void stop(int fromControllerEpoch, Collection<Stop> stops, Consumer<Result> done) {
        ShardLoops.run(loop, () -> {
            if (isStale(fromControllerEpoch)) {
                done.accept(new Result(ErrorCode.STALE_CONTROLLER_EPOCH, Map.of()));
                return;
            }
            Gathering gathering = new Gathering(stops.size(), done);
            List<TopicPartition> deleted = new ArrayList<>();
            for (Stop stop : stops) {
                PartitionRef ref = find(stop.partition());
                if (ref == null) {
                    deleteUnknown(stop, gathering);
                } else if (ref.isOvertaken(stop.leaderEpoch())) {
                    gathering.add(stop.partition(), ErrorCode.FENCED_LEADER_EPOCH);
                } else {
                    if (stop.delete()) {
                        deleted.add(stop.partition());
                    }
                    ShardLoops.run(
                            ref.loop(),
                            () -> ref.onLoop()
                                    .replica()
                                    .stop(stop.leaderEpoch(), stop.delete())
                                    .thenAccept(error -> gathering.add(stop.partition(), error)));
                }
            }
            remove(deleted);
        });
    }

    /** A log may be there although no role was ever given to it: the controller wants it gone before it told us. */
    private void deleteUnknown(Stop stop, Gathering gathering) {
        if (stop.delete()) {
            environment
                    .logs()
                    .delete(stop.partition())
                    .whenComplete((done, failure) -> gathering.add(
                            stop.partition(), failure == null ? ErrorCode.NONE : Partition.storageError(failure)));
        } else {
            gathering.add(stop.partition(), ErrorCode.NONE);
        }
    }

    /** The configuration of a topic changed, so its logs take it over. Any thread may call. */
    public void reconfigure(String topic) {
        Topic found = topics.get(topic);
        if (found != null) {
            for (PartitionRef ref : found.slots()) {
                if (ref != null) {
                    ShardLoops.run(ref.loop(), () -> ref.onLoop().replica().reconfigure());
                }
            }
        }
    }

    /** This broker's registration is gone, so it leads nothing until the controller says so again. Any thread may call. */
    public void resign() {
        IdentityHashMap<EventExecutor, List<PartitionRef>> byLoop = new IdentityHashMap<>();
        all().forEach(ref ->
                byLoop.computeIfAbsent(ref.loop(), key -> new ArrayList<>()).add(ref));
        byLoop.forEach((shard, refs) -> ShardLoops.run(
                shard, () -> refs.forEach(ref -> ref.onLoop().replica().resign())));
    }

    /** The disk below these partitions failed. Any thread may call. */
    public void storageFailed(Collection<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            PartitionRef ref = find(partition);
            if (ref != null) {
                ShardLoops.run(ref.loop(), () -> ref.onLoop().replica().storageFailed());
            }
        }
    }

    private boolean isStale(int fromControllerEpoch) {
        assert loop.inEventLoop();
        if (fromControllerEpoch < controllerEpoch) {
            return true;
        }
        controllerEpoch = fromControllerEpoch;
        return false;
    }

    /** Tells of which topics there was no partition here. */
    private Set<String> add(Collection<Decision> decisions) {
        assert loop.inEventLoop();
        Map<String, List<@Nullable PartitionRef>> grown = new HashMap<>();
        Map<String, Uuid> ids = new HashMap<>();
        for (Decision decision : decisions) {
            TopicPartition partition = decision.partition();
            if (find(partition) == null) {
                List<@Nullable PartitionRef> slots = grown.computeIfAbsent(partition.topic(), this::copyOfSlots);
                while (slots.size() <= partition.partition()) {
                    slots.add(null);
                }
                slots.set(
                        partition.partition(),
                        new PartitionRef(new Partition(partition, shards.loopOf(partition), environment)));
                ids.put(partition.topic(), decision.assignment().topicId());
            }
        }
        Set<String> newTopics = new HashSet<>(grown.keySet());
        newTopics.removeAll(topics.keySet());
        publish(grown, ids);
        return newTopics;
    }

    private void remove(List<TopicPartition> deleted) {
        assert loop.inEventLoop();
        Map<String, List<@Nullable PartitionRef>> shrunk = new HashMap<>();
        for (TopicPartition partition : deleted) {
            shrunk.computeIfAbsent(partition.topic(), this::copyOfSlots).set(partition.partition(), null);
        }
        publish(shrunk, Map.of());
    }

    private List<@Nullable PartitionRef> copyOfSlots(String topic) {
        Topic found = topics.get(topic);
        return found == null ? new ArrayList<>() : new ArrayList<>(found.slots());
    }

    private void publish(Map<String, List<@Nullable PartitionRef>> changed, Map<String, Uuid> ids) {
        if (changed.isEmpty()) {
            return;
        }
        Map<String, Topic> next = new HashMap<>(topics);
        changed.forEach((name, slots) -> {
            if (slots.stream().allMatch(slot -> slot == null)) {
                next.remove(name);
            } else {
                Topic before = next.get(name);
                Uuid id = ids.getOrDefault(name, before == null ? Uuid.ZERO : before.id());
                next.put(name, new Topic(id, Collections.unmodifiableList(slots)));
            }
        });
        topics = next;
    }

    /** Counts the answers of partitions on several loops, and tells the result on the directory's. */
    private final class Gathering {
        private final ConcurrentLinkedQueue<Map.Entry<TopicPartition, ErrorCode>> answers =
                new ConcurrentLinkedQueue<>();
        private final AtomicInteger left;
        private final Consumer<Result> done;

        Gathering(int count, Consumer<Result> done) {
            this.left = new AtomicInteger(count + 1);
            this.done = done;
            countDown();
        }

        void add(TopicPartition partition, ErrorCode error) {
            answers.add(Map.entry(partition, error));
            countDown();
        }

        private void countDown() {
            if (left.decrementAndGet() == 0) {
                ShardLoops.run(loop, () -> {
                    Map<TopicPartition, ErrorCode> errors = new HashMap<>();
                    answers.forEach(answer -> errors.put(answer.getKey(), answer.getValue()));
                    done.accept(new Result(ErrorCode.NONE, errors));
                });
            }
        }
    }
}
