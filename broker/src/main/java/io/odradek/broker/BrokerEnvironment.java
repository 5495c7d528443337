/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker;

import io.netty.buffer.ByteBufAllocator;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Ticker;
import io.odradek.broker.config.BrokerConfig;
import io.odradek.broker.config.Keys;
import io.odradek.broker.log.Disk;
import io.odradek.broker.log.FileDisk;
import io.odradek.broker.net.Buffers;
import io.odradek.broker.net.IoLoops;
import io.odradek.broker.net.Transport;
import java.time.InstantSource;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator.SplittableGenerator;

/**
 * The world of one broker: loops, network, files, coordination store, clocks, chance. The real one is made here; the
 * simulation makes another, in which everything runs on one hand-driven loop, in memory, under a seed.
 *
 * @param ioLoops connections, and the partitions with them
 * @param controlLoop the controller, and what the broker does once rather than all the time
 * @param diskPool work that waits for the disk or otherwise blocks
 * @param random split for each part that needs chance, on the thread that makes the broker
 * @param exit ends the process after a fault that it cannot go on with
 * @param threads what all of this runs on; told to end as the last thing that a broker does when it stops
 */
public record BrokerEnvironment(
        Transport transport,
        IoLoops ioLoops,
        ByteBufAllocator allocator,
        EventExecutor controlLoop,
        Executor diskPool,
        Disk disk,
        StoreOpener stores,
        InstantSource clock,
        Ticker ticker,
        SplittableGenerator random,
        Runnable exit,
        Threads threads) {
    private static final int DISK_THREADS_PER_PROCESSOR = 2;
    private static final long DISK_THREAD_IDLE_MS = 5_000;

    /** Threads, sockets and files of this machine. */
    public static BrokerEnvironment real(BrokerConfig config, Runnable exit) {
        return real(config, new FileDisk(), exit);
    }

    /** The same with another way to the files. */
    public static BrokerEnvironment real(BrokerConfig config, Disk disk, Runnable exit) {
        int processors = Runtime.getRuntime().availableProcessors();
        int loops = config.isSet(Keys.NUM_NETWORK_THREADS) ? config.get(Keys.NUM_NETWORK_THREADS) : processors;
        Transport transport = Transport.ofSystem();
        ThreadPoolExecutor diskPool = diskPool(DISK_THREADS_PER_PROCESSOR * processors);
        IoLoops ioLoops = IoLoops.threads(transport, loops);
        ControlLoop controlLoop = new ControlLoop();
        return new BrokerEnvironment(
                transport,
                ioLoops,
                Buffers.pooled(loops),
                controlLoop,
                diskPool,
                disk,
                new ZooKeeperOpener(diskPool),
                InstantSource.system(),
                Ticker.systemTicker(),
                new SplittableRandom(),
                exit,
                new RealThreads(ioLoops, controlLoop, diskPool));
    }

    /** Bounded in threads, which go when there is nothing to do; its queue holds no more than there are partitions. */
    private static ThreadPoolExecutor diskPool(int threads) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads,
                threads,
                DISK_THREAD_IDLE_MS,
                TimeUnit.MILLISECONDS,
                new LinkedBlockingQueue<>(),
                new DefaultThreadFactory("odradek-disk", true));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }
}
