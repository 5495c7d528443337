/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.scenario;

import io.odradek.bench.Measurements;
import io.odradek.bench.Workload;

/** One broker, or a cluster of three, that runs and whose CPU is counted. */
interface Rig extends Surroundings {

    Workload workload();

    Measurements measurements();

    /** Of each partition: as many as there are brokers. */
    int replicas();

    /** The CPU time that all brokers together take while this runs. */
    double brokerCpuMs(Runnable work);

    /** Until the last step does not weigh on the next. */
    void settle();
}
