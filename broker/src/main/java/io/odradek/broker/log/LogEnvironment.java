/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import io.odradek.broker.fault.FaultHandler;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/** What all logs of a broker share. */
record LogEnvironment(
        FileHandles handles,
        Executor diskPool,
        InstantSource clock,
        FaultHandler faults,
        LongSupplier liveProducerIdExpirationMs) {
    /** After how long a silent producer is forgotten, by the configuration as it is now. */
    long producerIdExpirationMs() {
        return liveProducerIdExpirationMs.getAsLong();
    }
}
