/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.net;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netty.util.ResourceLeakDetector;
import io.odradek.broker.log.FileDisk;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Properties;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What one request allocates on the heap, from the frame's bytes to the answer's, held against allocation.properties. A
 * compiler that proves an object needless only makes it less, so the figures there are those of code that is not
 * optimized yet. Who needs more, or less, writes the new figure there, and says why in the commit.
 */
final class AllocationTest {
    /** Enough that classes are loaded, caches full and lists as long as they get. */
    private static final int WARM_UP_REQUESTS = 200;

    private static final int ROUNDS = 3;
    private static final int REQUESTS = 200;
    private static final double MARGIN = 1.05;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final ResourceLeakDetector.Level leaks = ResourceLeakDetector.getLevel();
    private final WiredPartitions wired;

    AllocationTest(@TempDir Path folder) {
        // A detector of leaks notes who touched each buffer, which is far more than the request takes.
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
        wired = new WiredPartitions(new FileDisk(), folder);
    }

    @AfterEach
    void close() {
        wired.close();
        ResourceLeakDetector.setLevel(leaks);
    }

    @Test
    void aProduceAllocatesNoMoreThanItDid() throws IOException {
        expect("produce", number -> measured(wired.produce(1, 10)));
    }

    @Test
    void aProduceToFourPartitionsAllocatesNoMoreThanItDid() throws IOException {
        expect("produce-to-four-partitions", number -> measured(wired.produce(4, 10)));
    }

    @Test
    void aFetchOfFewBytesAllocatesNoMoreThanItDid() throws IOException {
        fill(10);
        expect("fetch-of-few-bytes", number -> measured(wired.fetch(number % 100 * 10L, 1_000)));
    }

    @Test
    void aFetchOfManyBytesAllocatesNoMoreThanItDid() throws IOException {
        fill(1_000);
        expect("fetch-of-many-bytes", number -> measured(wired.fetch(number % 50 * 1_000L, 1 << 20)));
    }

    @Test
    void aFetchThatWaitsForAProduceAllocatesNoMoreThanItDid() throws IOException {
        fill(1);
        wired.fetch(0, 1_000).run();
        expect("fetch-that-waits-and-produce", number -> {
            measured(wired.fetch(wired.endOffset(), 1 << 20));
            measured(wired.produce(1, 10));
        });
    }

    private void fill(int records) {
        for (int i = 0; i < 100; i++) {
            wired.produce(1, records).run();
        }
    }

    private long allocated;

    /** Does what was prepared, and counts only that. */
    private void measured(Runnable request) {
        long before = threads.getCurrentThreadAllocatedBytes();
        request.run();
        allocated += threads.getCurrentThreadAllocatedBytes() - before;
    }

    private void expect(String name, IntConsumer request) throws IOException {
        for (int i = 0; i < WARM_UP_REQUESTS; i++) {
            request.accept(i);
        }
        long least = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            allocated = 0;
            for (int i = 0; i < REQUESTS; i++) {
                request.accept(i);
            }
            least = Math.min(least, allocated / REQUESTS);
        }
        assertThat(least)
                .as("bytes allocated for each request, %s in allocation.properties", name)
                .isLessThanOrEqualTo((long) (recorded(name) * MARGIN));
    }

    private static long recorded(String name) throws IOException {
        Properties figures = new Properties();
        try (InputStream in = AllocationTest.class.getResourceAsStream("/allocation.properties")) {
            figures.load(Objects.requireNonNull(in));
        }
        return Long.parseLong(figures.getProperty(name));
    }
}
