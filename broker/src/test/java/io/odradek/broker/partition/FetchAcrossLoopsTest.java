/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.EventExecutor;
import io.odradek.broker.fault.RecordingFaultHandler;
import io.odradek.broker.log.LogDirectories;
import io.odradek.broker.log.MemoryDisk;
import io.odradek.controller.image.TopicPartition;
import io.odradek.protocol.error.ErrorCode;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Partitions on two real loops: whatever order appends, parking and waking come in, no fetch misses what it waits for.
 * The wait of each is far longer than the deadline of the test, so a lost wake-up fails it.
 */
@Timeout(60)
class FetchAcrossLoopsTest {
    private static final int ROUNDS = 400;
    private static final int WAIT_MS = 10 * 60_000;

    private final EventExecutor[] loops = {new DefaultEventExecutor(), new DefaultEventExecutor()};
    private final EventExecutor pool = new DefaultEventExecutor();
    private final RecordingFaultHandler faults = new RecordingFaultHandler();
    private final List<PartitionRef> partitions = new ArrayList<>();

    @BeforeEach
    void leadPartitionsOnBothLoops() throws Exception {
        LogDirectories logs = LogDirectories.load(
                LogDirectories.Settings.of(List.of(Path.of("/data"))),
                new LogDirectories.Dependencies(
                        new MemoryDisk(),
                        pool,
                        loops[0],
                        InstantSource.system(),
                        new Random(1),
                        faults,
                        (path, failed, cause) -> {}));
        PartitionDirectory directory = new PartitionDirectory(
                loops[0],
                new ShardLoops(List.of(loops)),
                new PartitionEnvironment(
                        1,
                        logs,
                        TopicSettings.DEFAULTS,
                        faults,
                        PartitionFixture.NO_FOLLOWERS,
                        LeaderFollowing.NOBODY));
        List<PartitionDirectory.Decision> decisions = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            decisions.add(new PartitionDirectory.Decision(
                    new TopicPartition("orders", i), PartitionFixture.leading(0, List.of(1), List.of(1))));
        }
        CompletableFuture<PartitionDirectory.Result> done = new CompletableFuture<>();
        directory.lead(1, decisions, done::complete);
        assertThat(done.get(20, TimeUnit.SECONDS).partitions()).containsValue(ErrorCode.NONE);
        decisions.forEach(decision -> partitions.add(directory.find(decision.partition())));
    }

    @AfterEach
    void stopTheLoops() {
        assertThat(faults.faults()).isEmpty();
        for (EventExecutor loop : List.of(loops[0], loops[1], pool)) {
            assertThat(loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(20, TimeUnit.SECONDS))
                    .isTrue();
        }
    }

    @Test
    void noFetchMissesAnAppendThatComesWhileItParks() throws Exception {
        assertThat(partitions).extracting(PartitionRef::loop).contains(loops[0], loops[1]);
        Random random = new Random(5);
        long[] offsets = new long[partitions.size()];
        for (int round = 0; round < ROUNDS; round++) {
            CompletableFuture<List<Fetched>> answer = new CompletableFuture<>();
            FetchCall.start(
                    new FetchReader(FetchOrigin.Consumer.OF_LEADERS, 1, 1 << 20, WAIT_MS, false),
                    asks(offsets),
                    false,
                    answer::complete);
            int target = random.nextInt(partitions.size());
            append(partitions.get(target), "round " + round);

            List<Fetched> fetched = answer.get(20, TimeUnit.SECONDS);

            assertThat(PartitionFixture.values(fetched.get(target).slice())).containsExactly("round " + round);
            offsets[target]++;
        }
    }

    @Test
    void abandonedFetchesLeaveNothingBehind() throws Exception {
        Random random = new Random(6);
        for (int round = 0; round < ROUNDS; round++) {
            FetchCall call = FetchCall.start(
                    new FetchReader(FetchOrigin.Consumer.OF_LEADERS, 1 << 20, 1 << 20, WAIT_MS, false),
                    asks(new long[partitions.size()]),
                    false,
                    fetched -> fetched.forEach(Fetched::release));
            append(partitions.get(random.nextInt(partitions.size())), "x");
            call.abandon();
        }

        for (PartitionRef partition : partitions) {
            int parked = settled(partition);
            assertThat(parked).isZero();
        }
    }

    /** Goes round both loops a few times first, as a call that is abandoned takes its leave there. */
    private int settled(PartitionRef partition) throws Exception {
        for (int i = 0; i < 10; i++) {
            loops[i % 2].submit(() -> {}).get(20, TimeUnit.SECONDS);
        }
        return partition
                .loop()
                .submit(() -> partition.onLoop().parkedFetches().size())
                .get(20, TimeUnit.SECONDS);
    }

    private List<FetchAsk> asks(long[] offsets) {
        List<FetchAsk> asks = new ArrayList<>();
        for (int i = 0; i < offsets.length; i++) {
            asks.add(new FetchAsk(partitions.get(i), offsets[i], -1, -1, -1, 1 << 20));
        }
        return asks;
    }

    private static void append(PartitionRef partition, String value) {
        partition
                .loop()
                .execute(
                        () -> partition.onLoop().append(PartitionFixture.batch(value), (short) 1, 1000, outcome -> {}));
    }
}
