/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator;

import io.netty.util.concurrent.EventExecutor;
import io.odradek.broker.partition.LeadershipObserver;
import io.odradek.broker.partition.LeadershipObservers;
import io.odradek.broker.partition.Partition;
import io.odradek.broker.partition.ShardLoops;
import io.odradek.protocol.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The shards of one kind of coordinator on this broker, and which of them a key belongs to. Any thread may ask; questions
 * are carried to the shards' loops, and answered there.
 */
public final class CoordinatorShards<S extends CoordinatorState> implements LeadershipObservers {
    private final CoordinatorKind<S> kind;
    private final CoordinatorWorld world;
    private final IntSupplier partitionCount;
    private final AtomicReference<List<@Nullable CoordinatorShard<S>>> shards = new AtomicReference<>(List.of());

    /** @param partitionCount how many partitions the topic has, as far as this broker knows; 0 while there is none */
    public CoordinatorShards(CoordinatorKind<S> kind, CoordinatorWorld world, IntSupplier partitionCount) {
        this.kind = kind;
        this.world = world;
        this.partitionCount = partitionCount;
    }

    public CoordinatorKind<S> kind() {
        return kind;
    }

    @Override
    public LeadershipObserver of(Partition partition) {
        if (!partition.topicPartition().topic().equals(kind.topic())) {
            return LeadershipObserver.NOBODY;
        }
        CoordinatorShard<S> shard = new CoordinatorShard<>(partition, kind, world);
        shards.updateAndGet(before -> with(before, partition.topicPartition().partition(), shard));
        return shard;
    }

    private static <T> List<@Nullable T> with(List<@Nullable T> before, int index, T element) {
        List<@Nullable T> after = new ArrayList<>(before);
        while (after.size() <= index) {
            after.add(null);
        }
        after.set(index, element);
        return after;
    }

    /** Kafka's: the partition whose leader coordinates the key. */
    public int partitionOf(String key) {
        int known = partitionCount.getAsInt();
        int hash = key.hashCode();
        return (hash == Integer.MIN_VALUE ? 0 : Math.abs(hash)) % (known > 0 ? known : kind.partitionsConfigured());
    }

    /** {@link CoordinatorShard#decide} of the shard that the key belongs to. */
    public <R> void decide(String key, Function<S, Decision<R>> decision, Answer<R> answer) {
        CoordinatorShard<S> shard = find(key);
        if (shard == null) {
            answer.failed(ErrorCode.NOT_COORDINATOR);
        } else {
            ShardLoops.run(shard.loop(), () -> shard.decide(decision, answer));
        }
    }

    /** {@link CoordinatorShard#look} of the shard that the key belongs to. */
    public <R> void look(String key, Function<S, R> question, Answer<R> answer) {
        CoordinatorShard<S> shard = find(key);
        if (shard == null) {
            answer.failed(ErrorCode.NOT_COORDINATOR);
        } else {
            ShardLoops.run(shard.loop(), () -> shard.look(question, answer));
        }
    }

    /** The loop on which the key's shard is asked; null if it is not here. */
    public @Nullable EventExecutor loopOf(String key) {
        CoordinatorShard<S> shard = find(key);
        return shard == null ? null : shard.loop();
    }

    private @Nullable CoordinatorShard<S> find(String key) {
        List<@Nullable CoordinatorShard<S>> present = Objects.requireNonNull(shards.get());
        int partition = partitionOf(key);
        return partition < present.size() ? present.get(partition) : null;
    }

    /** {@link CoordinatorShard#decide} of every shard that is led here, for nobody who asked. */
    public void decideAll(Function<S, ? extends Decision<?>> decision) {
        for (CoordinatorShard<S> shard : Objects.requireNonNull(shards.get())) {
            if (shard != null) {
                ShardLoops.run(shard.loop(), () -> shard.decideUnasked(decision));
            }
        }
    }

    /**
     * Looks at every shard that this broker leads. Told once, on one of their loops or the caller's: an error other than
     * NONE if a shard could not be asked, such as COORDINATOR_LOAD_IN_PROGRESS, and what the others replied.
     */
    public <R> void lookAtAll(Function<S, R> question, BiConsumer<ErrorCode, List<R>> all) {
        List<CoordinatorShard<S>> asked = new ArrayList<>();
        for (CoordinatorShard<S> shard : Objects.requireNonNull(shards.get())) {
            if (shard != null) {
                asked.add(shard);
            }
        }
        if (asked.isEmpty()) {
            all.accept(ErrorCode.NONE, List.of());
            return;
        }
        Gathering<R> gathering = new Gathering<>(asked.size(), all);
        for (int i = 0; i < asked.size(); i++) {
            CoordinatorShard<S> shard = asked.get(i);
            Answer<R> slot = gathering.slot(i);
            ShardLoops.run(shard.loop(), () -> shard.look(question, slot));
        }
    }

    /** Replies of several loops; the last one to come tells. */
    private static final class Gathering<R> {
        private final AtomicReferenceArray<@Nullable R> replies;
        private final AtomicInteger left;
        private final AtomicReference<ErrorCode> error = new AtomicReference<>(ErrorCode.NONE);
        private final BiConsumer<ErrorCode, List<R>> all;

        Gathering(int count, BiConsumer<ErrorCode, List<R>> all) {
            this.replies = new AtomicReferenceArray<>(count);
            this.left = new AtomicInteger(count);
            this.all = all;
        }

        Answer<R> slot(int index) {
            return new Answer<>() {
                @Override
                public void reply(R reply) {
                    replies.set(index, reply);
                    done();
                }

                @Override
                public void failed(ErrorCode reason) {
                    if (reason != ErrorCode.NOT_COORDINATOR) {
                        error.set(reason);
                    }
                    done();
                }
            };
        }

        private void done() {
            if (left.decrementAndGet() > 0) {
                return;
            }
            List<R> given = new ArrayList<>();
            for (int i = 0; i < replies.length(); i++) {
                R reply = replies.get(i);
                if (reply != null) {
                    given.add(reply);
                }
            }
            all.accept(Objects.requireNonNull(error.get()), given);
        }
    }
}
