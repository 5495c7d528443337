/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.odradek.broker.coordinator.CoordinatorContext;
import io.odradek.broker.coordinator.CoordinatorKind;
import io.odradek.broker.coordinator.CoordinatorShards;
import io.odradek.broker.coordinator.CoordinatorTimers;
import io.odradek.broker.coordinator.CoordinatorWorld;
import io.odradek.broker.coordinator.Decision;
import io.odradek.broker.coordinator.RecordedAnswer;
import io.odradek.broker.coordinator.group.assign.ServerAssignor;
import io.odradek.broker.partition.Partition;
import io.odradek.broker.partition.PartitionFixture;
import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.TopicPartition;
import io.odradek.protocol.record.Compression;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/** One partition of {@code __consumer_offsets} that broker 1 leads alone, and the groups on it. */
public final class GroupShardFixture {
    public static final List<ServerAssignor> ASSIGNORS = ConsumerRig.SETTINGS.assignors();
    public static final String TOPIC = "__consumer_offsets";
    public static final int METADATA_MAX = 20;
    public static final long RETENTION_MS = 10_000;
    public static final long CHECK_MS = 1_000;
    private static final TopicPartition NAME = new TopicPartition(TOPIC, 0);

    private final Function<CoordinatorContext, GroupRegistry> states;
    private final PartitionFixture world;
    private CoordinatorShards<GroupRegistry> shards;
    private CoordinatorTimers timers;
    private int epoch;

    public GroupShardFixture() {
        this(context -> registry(context, () -> ClusterImage.empty("c")));
    }

    /** In a cluster with these topics. */
    public static GroupShardFixture in(Supplier<ClusterImage> cluster) {
        return new GroupShardFixture(context -> registry(context, cluster));
    }

    public GroupShardFixture(Function<CoordinatorContext, GroupRegistry> states) {
        this.states = context -> {
            timers = context.timers();
            return states.apply(context);
        };
        this.world = PartitionFixture.observed(this::shards);
        world.lead(TOPIC, 0);
    }

    private static GroupRegistry registry(CoordinatorContext context, Supplier<ClusterImage> cluster) {
        Groups groups = new Groups(
                new Groups.Settings(GroupRig.SETTINGS, ConsumerRig.SETTINGS), context, new Random(1), cluster);
        return new GroupRegistry(groups, new OffsetSettings(METADATA_MAX, RETENTION_MS, CHECK_MS), context);
    }

    private CoordinatorShards<GroupRegistry> shards(PartitionFixture fixture) {
        CoordinatorKind<GroupRegistry> kind =
                new CoordinatorKind<>(TOPIC, 50, new GroupRecords(), Compression.NONE, -1, 5_000, states);
        shards = new CoordinatorShards<>(
                kind,
                new CoordinatorWorld(UnpooledByteBufAllocator.DEFAULT, fixture.diskPool(), fixture::now),
                () -> 1);
        return shards;
    }

    /** Shards of no partition at all, of a topic with so many. */
    public static CoordinatorShards<GroupRegistry> unplaced(IntSupplier partitions) {
        return new CoordinatorShards<>(
                new CoordinatorKind<>(TOPIC, 50, new GroupRecords(), Compression.NONE, -1, 5_000, context -> {
                    throw new IllegalStateException("nothing is led here");
                }),
                new CoordinatorWorld(UnpooledByteBufAllocator.DEFAULT, Runnable::run, InstantSource.system()),
                partitions);
    }

    public CoordinatorShards<GroupRegistry> shards() {
        return shards;
    }

    /** Of the present leadership. */
    public CoordinatorTimers timers() {
        return timers;
    }

    public PartitionFixture world() {
        return world;
    }

    public Partition partition() {
        return world.partition(NAME);
    }

    public long recordCount() {
        return partition().leaderLog().endOffset();
    }

    public <R> R decide(Function<GroupRegistry, Decision<R>> decision) {
        RecordedAnswer<R> answer = new RecordedAnswer<>();
        shards.decide("any", decision, answer);
        world.settle();
        return answer.reply();
    }

    /** Another broker leads for a while, and then this one again, which reads what is stored. */
    public void loadAgain() {
        world.assign(NAME, PartitionFixture.following(2, ++epoch));
        world.assign(
                NAME,
                PartitionFixture.leading(++epoch, List.of(PartitionFixture.BROKER), List.of(PartitionFixture.BROKER)));
    }
}
