/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.partition;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.odradek.broker.fault.RecordingFaultHandler;
import io.odradek.broker.log.Disk;
import io.odradek.broker.log.LogConfig;
import io.odradek.broker.log.LogDirectories;
import io.odradek.broker.log.LogSlice;
import io.odradek.broker.log.MemoryDisk;
import io.odradek.broker.net.HandDrivenLoop;
import io.odradek.controller.image.TopicPartition;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.record.BatchBuilder;
import io.odradek.protocol.record.RecordBatch;
import io.odradek.protocol.record.RecordCursor;
import io.odradek.protocol.wire.Uuid;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;

/** Partitions of broker 1 with real logs in memory, on a loop that the test turns, in virtual time. */
public final class PartitionFixture {
    public static final int BROKER = 1;
    public static final Uuid TOPIC_ID = new Uuid(7, 9);
    public static final long START_MS = 1_795_000_000_000L;

    public static final long BROKER_EPOCH = 77;
    public static final long LAG_TIME_MAX_MS = 3_000;

    /** For partitions of a broker that is alone. */
    public static final LeaderEnvironment NO_FOLLOWERS = new LeaderEnvironment(
            InSyncProposals.NONE,
            (broker, epoch) -> true,
            ReplicaRacks.UNKNOWN,
            ReplicationQuota.NONE,
            () -> BROKER_EPOCH,
            () -> 0,
            LAG_TIME_MAX_MS);

    private final RecordedProposals proposals = new RecordedProposals();
    private final SwitchedQuota quota = new SwitchedQuota();
    private final Set<Integer> dead = new HashSet<>();
    private final HandDrivenLoop turn = new HandDrivenLoop();
    private final Queue<Runnable> diskPool = new ArrayDeque<>();
    private final RecordingFaultHandler faults = new RecordingFaultHandler();
    private final Map<String, LogConfig> configs = new HashMap<>();
    private final Map<String, Integer> minInSync = new HashMap<>();
    private final List<String> refreshed = new ArrayList<>();
    private CompletionStage<Void> configured = CompletableFuture.completedFuture(null);
    private final Disk disk;
    private final LogDirectories logs;
    private final PartitionDirectory directory;
    private int controllerEpoch = 1;

    public PartitionFixture() {
        this(turn -> LeaderFollowing.NOBODY);
    }

    /** @param following what brings followers their records, on the loop given */
    public PartitionFixture(Function<HandDrivenLoop, LeaderFollowing> following) {
        this(following, world -> LeadershipObservers.NONE);
    }

    /** With logs on another disk than memory. */
    public static PartitionFixture on(Disk disk, Path data) {
        return new PartitionFixture(disk, data, turn -> LeaderFollowing.NOBODY, world -> LeadershipObservers.NONE);
    }

    /** With observers of leaderships, who are made before there are any partitions. */
    public static PartitionFixture observed(Function<PartitionFixture, LeadershipObservers> observers) {
        return new PartitionFixture(turn -> LeaderFollowing.NOBODY, observers);
    }

    private PartitionFixture(
            Function<HandDrivenLoop, LeaderFollowing> following,
            Function<PartitionFixture, LeadershipObservers> observers) {
        this(new MemoryDisk(), Path.of("/data"), following, observers);
    }

    private PartitionFixture(
            Disk disk,
            Path data,
            Function<HandDrivenLoop, LeaderFollowing> following,
            Function<PartitionFixture, LeadershipObservers> observers) {
        this.disk = disk;
        LogDirectories.Settings settings = LogDirectories.Settings.of(List.of(data));
        logs = LogDirectories.load(
                settings,
                new LogDirectories.Dependencies(
                        disk,
                        diskPool::add,
                        turn.executor(),
                        this::now,
                        new Random(1),
                        faults,
                        (path, partitions, cause) -> partitionsFailed(partitions)));
        ShardLoops shards = new ShardLoops(List.of(turn.executor()));
        LeaderEnvironment leaders = new LeaderEnvironment(
                proposals,
                (broker, epoch) -> !dead.contains(broker),
                (broker, listener) -> dead.contains(broker) ? null : "rack-" + broker,
                quota,
                () -> BROKER_EPOCH,
                () -> TimeUnit.NANOSECONDS.toMillis(turn.ticker().nanoTime()),
                LAG_TIME_MAX_MS);
        PartitionEnvironment environment = new PartitionEnvironment(
                BROKER, logs, new Settings(), faults, leaders, following.apply(turn), observers.apply(this));
        directory = new PartitionDirectory(turn.executor(), shards, environment);
        settle();
    }

    private void partitionsFailed(Set<TopicPartition> partitions) {
        directory.storageFailed(partitions);
    }

    private final class Settings implements TopicSettings {
        @Override
        public LogConfig logConfig(String topic) {
            return configs.getOrDefault(topic, LogConfig.DEFAULTS);
        }

        @Override
        public int minInSyncReplicas(String topic) {
            return minInSync.getOrDefault(topic, 1);
        }

        @Override
        public CompletionStage<Void> refresh(Collection<String> topics) {
            refreshed.addAll(topics);
            return configured;
        }
    }

    /** What leaders propose; the test is the controller that answers. */
    public RecordedProposals proposals() {
        return proposals;
    }

    /** The limit on what followers fetch. */
    public SwitchedQuota quota() {
        return quota;
    }

    /** Brokers that are not alive, as broker 1 heard. */
    public Set<Integer> dead() {
        return dead;
    }

    public PartitionDirectory directory() {
        return directory;
    }

    public LogDirectories logs() {
        return logs;
    }

    public MemoryDisk disk() {
        return (MemoryDisk) disk;
    }

    /** Its tasks are done by {@link #settle}. */
    public Executor diskPool() {
        return diskPool::add;
    }

    /** Another broker fetches from there on, so has everything below. */
    public void fetchedBy(int broker, Partition partition, long offset) {
        FetchReader reader = new FetchReader(new FetchOrigin.Replica(broker, -1), 1, 1 << 20, 0, false);
        FetchAsk ask = new FetchAsk(directory.find(partition.topicPartition()), offset, -1, -1, 0, 1 << 20);
        Fetched fetched = partition.read(ask, reader, 1 << 20, true);
        if (fetched != null && fetched.slice() != null) {
            fetched.slice().release();
        }
    }

    public HandDrivenLoop turn() {
        return turn;
    }

    public Instant now() {
        return Instant.ofEpochMilli(
                START_MS + TimeUnit.NANOSECONDS.toMillis(turn.ticker().nanoTime()));
    }

    public PartitionFixture config(String topic, LogConfig config) {
        configs.put(topic, config);
        return this;
    }

    /** From now on configurations are known when this completes. */
    public PartitionFixture configured(CompletionStage<Void> known) {
        configured = known;
        return this;
    }

    /** The topics whose configuration was asked for. */
    public List<String> refreshed() {
        return refreshed;
    }

    public PartitionFixture minInSync(String topic, int replicas) {
        minInSync.put(topic, replicas);
        return this;
    }

    /** Does all there is to do without time passing, the disk's work included. */
    public void settle() {
        turn.settle();
        for (Runnable task = diskPool.poll(); task != null; task = diskPool.poll()) {
            task.run();
            turn.settle();
        }
    }

    public void pass(long ms) {
        settle();
        for (long i = 0; i < ms; i++) {
            turn.pass(1);
            settle();
        }
    }

    public <T> T await(CompletionStage<T> stage) {
        settle();
        return stage.toCompletableFuture().join();
    }

    /** The controller decides, and the partition has taken it over when this returns. */
    public ErrorCode assign(TopicPartition partition, Assignment assignment) {
        AtomicReference<PartitionDirectory.Result> told = new AtomicReference<>();
        directory.lead(controllerEpoch, List.of(new PartitionDirectory.Decision(partition, assignment)), told::set);
        settle();
        PartitionDirectory.Result result = told.get();
        return result.error() != ErrorCode.NONE
                ? result.error()
                : result.partitions().get(partition);
    }

    /** Leads alone, in epoch 0. */
    public Partition lead(String topic, int partition) {
        TopicPartition name = new TopicPartition(topic, partition);
        assign(name, leading(0, List.of(BROKER), List.of(BROKER)));
        return partition(name);
    }

    public static Assignment leading(int epoch, List<Integer> isr, List<Integer> replicas) {
        return new Assignment(TOPIC_ID, BROKER, epoch, epoch, isr, replicas, false);
    }

    public static Assignment following(int leader, int epoch) {
        return new Assignment(TOPIC_ID, leader, epoch, epoch, List.of(leader), List.of(BROKER, leader), false);
    }

    public Partition partition(TopicPartition name) {
        PartitionRef ref = directory.find(name);
        if (ref == null) {
            throw new AssertionError(name + " is not here");
        }
        return ref.onLoop();
    }

    public RecordingFaultHandler faults() {
        return faults;
    }

    public static ByteBuf batch(Consumer<BatchBuilder> content) {
        try (BatchBuilder builder = new BatchBuilder(UnpooledByteBufAllocator.DEFAULT)) {
            content.accept(builder);
            ByteBuf built = builder.build();
            ByteBuf onHeap = Unpooled.copiedBuffer(built);
            built.release();
            return onHeap;
        }
    }

    public static ByteBuf batch(String... values) {
        return batch(builder -> {
            for (String value : values) {
                builder.append(START_MS, null, value.getBytes(UTF_8));
            }
        });
    }

    /** What an append was told; empty while it waits. */
    public static final class Outcomes implements Produced.Listener {
        private final List<Produced> told = new ArrayList<>();

        @Override
        public void produced(Produced outcome) {
            told.add(outcome);
        }

        public List<Produced> told() {
            return told;
        }

        public Produced only() {
            if (told.size() != 1) {
                throw new AssertionError("told " + told.size() + " times: " + told);
            }
            return told.get(0);
        }
    }

    public Outcomes append(Partition partition, int acks, String... values) {
        Outcomes outcomes = new Outcomes();
        partition.append(batch(values), (short) acks, 1_000, outcomes);
        return outcomes;
    }

    /** The values in a slice, which is released. */
    public static List<String> values(LogSlice slice) {
        List<String> values = new ArrayList<>();
        eachBatch(slice, batch -> {
            try (RecordCursor records = RecordCursor.over(batch, 1 << 20)) {
                while (records.next()) {
                    values.add(UTF_8.decode(records.value()).toString());
                }
            }
        });
        return values;
    }

    /** How many records each batch in a slice has, which is released. */
    public static List<Integer> recordCounts(LogSlice slice) {
        List<Integer> counts = new ArrayList<>();
        eachBatch(slice, batch -> counts.add(batch.recordCount()));
        return counts;
    }

    private static void eachBatch(LogSlice slice, Consumer<RecordBatch> seen) {
        if (slice == null) {
            return;
        }
        ByteBuf bytes = Unpooled.buffer(slice.sizeBytes());
        try {
            slice.readInto(bytes);
        } catch (IOException e) {
            throw new AssertionError(e);
        } finally {
            slice.release();
        }
        for (int at = 0; RecordBatch.isWhole(bytes, at, bytes.writerIndex()); ) {
            RecordBatch batch = RecordBatch.wrap(bytes, at);
            seen.accept(batch);
            at += batch.lengthBytes();
        }
    }
}
