/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.jmh;

import io.netty.buffer.ByteBuf;
import io.odradek.broker.partition.FetchOrigin;
import io.odradek.broker.partition.Produced;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.record.Compression;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A partition on its loop, with files: the append of a batch of records of 100 bytes; the slice of the log that a fetch
 * gets; and the round in which a batch is appended, two followers fetch it and ask for the next one, the high watermark
 * moves and the parked produce is answered. In rounds of 1,000 on a new log, so that the disk has little to write.
 */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 30)
@Measurement(iterations = 20)
@Fork(2)
public class PartitionBenchmark {
    private static final int ROUND = 1_000;
    private static final int RECORD_BYTES = 100;
    private static final int FETCH_BYTES_MAX = 1 << 20;
    private static final int LEADER_ONLY = 1;
    private static final int ALL = -1;
    private static final FetchOrigin CONSUMER = FetchOrigin.of(-1);
    private static final List<FetchOrigin> FOLLOWERS = List.of(FetchOrigin.of(2), FetchOrigin.of(3));

    /** A partition that is new in each round, and a batch for it. */
    @State(Scope.Thread)
    public abstract static class Round {
        /** In a batch. */
        @Param({"1", "600"})
        int records;

        private final List<Integer> replicas;
        OnePartition partition;
        private ByteBuf batch = BatchBenchmark.batch(Compression.NONE, 1, RECORD_BYTES);
        private int answered;

        Round(List<Integer> replicas) {
            this.replicas = replicas;
            this.partition = new OnePartition(replicas);
        }

        @Setup(Level.Iteration)
        public void begin() {
            end();
            partition = new OnePartition(replicas);
            batch = BatchBenchmark.batch(Compression.NONE, records, RECORD_BYTES);
            answered = 0;
        }

        @TearDown(Level.Trial)
        public void end() {
            partition.close();
            batch.release();
        }

        void append(int acks) {
            // The offsets of the one before stand in it.
            batch.setLong(0, 0);
            partition.append(batch, acks, this::answered);
        }

        private void answered(Produced outcome) {
            if (outcome.error() != ErrorCode.NONE) {
                throw new IllegalStateException("answered with " + outcome.error());
            }
            answered++;
        }

        int answers(int expected) {
            if (answered != expected) {
                throw new IllegalStateException(answered + " answers, not " + expected);
            }
            return answered;
        }
    }

    /** Nobody else has the partition. */
    public static class Alone extends Round {
        public Alone() {
            super(List.of(1));
        }
    }

    /** The same, with a log that a round has filled. */
    public static class Filled extends Round {
        public Filled() {
            super(List.of(1));
        }

        @Override
        public void begin() {
            super.begin();
            for (int i = 0; i < ROUND; i++) {
                append(LEADER_ONLY);
            }
        }
    }

    /** Two followers have the partition too, and are in sync. */
    public static class Replicated extends Round {
        public Replicated() {
            super(List.of(1, 2, 3));
        }
    }

    @Benchmark
    @OperationsPerInvocation(ROUND)
    public int append(Alone round) {
        for (int i = 0; i < ROUND; i++) {
            round.append(LEADER_ONLY);
        }
        return round.answers(ROUND);
    }

    @Benchmark
    @OperationsPerInvocation(ROUND)
    public int fetchSlice(Filled round) {
        int bytes = 0;
        for (int i = 0; i < ROUND; i++) {
            long batch = i * 617L % ROUND;
            bytes += round.partition.fetch(CONSUMER, batch * round.records, FETCH_BYTES_MAX);
        }
        return bytes;
    }

    @Benchmark
    @OperationsPerInvocation(ROUND)
    public int appendWithHighWatermark(Replicated round) {
        int bytes = 0;
        for (int i = 0; i < ROUND; i++) {
            round.append(ALL);
            long before = (long) i * round.records;
            for (FetchOrigin follower : FOLLOWERS) {
                bytes += round.partition.fetch(follower, before, FETCH_BYTES_MAX);
                bytes += round.partition.fetch(follower, before + round.records, FETCH_BYTES_MAX);
            }
        }
        round.answers(ROUND);
        return bytes;
    }
}
