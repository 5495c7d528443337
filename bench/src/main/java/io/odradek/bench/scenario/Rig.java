/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.scenario;

import io.odradek.bench.Measurements;
import io.odradek.bench.WarmPages;
import io.odradek.bench.Workload;
import java.util.function.Supplier;

/** One broker, or a cluster of three, that runs and whose CPU is counted. */
interface Rig extends Surroundings {

    Workload workload();

    Measurements measurements();

    /** Of each partition: as many as there are brokers. */
    int replicas();

    /** The CPU time that all brokers together take while this runs. */
    double brokerCpuMs(Runnable work);

    /** A run that writes so much, with memory for it that nobody has to ask the machine's host for. */
    default <T> T onWarmPages(long bytes, Supplier<T> run) {
        return WarmPages.during(folder(), bytes * replicas(), run);
    }

    /** Until the last step does not weigh on the next. */
    void settle();
}
