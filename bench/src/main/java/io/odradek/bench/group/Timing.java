/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.group;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * How long something took whose members are all played by one thread on the broker's own machine.
 *
 * @param ms by the clock
 * @param clientMs the part of it that this thread was at work itself; members on machines of their own would share it
 */
public record Timing(double ms, double clientMs) {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    static Timing of(Runnable work) {
        long startCpuNs = THREADS.getCurrentThreadCpuTime();
        long startNs = System.nanoTime();
        work.run();
        double ms = (System.nanoTime() - startNs) / 1e6;
        return new Timing(ms, (THREADS.getCurrentThreadCpuTime() - startCpuNs) / 1e6);
    }

    /** What was spent on waiting for the broker. */
    public double waitedMs() {
        return Math.max(ms - clientMs, 0);
    }
}
