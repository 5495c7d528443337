/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import io.odradek.broker.fault.FaultHandler;
import java.time.InstantSource;
import java.util.concurrent.Executor;

/** What all logs of a broker share. */
record LogEnvironment(
        FileHandles handles,
        Executor diskPool,
        InstantSource clock,
        FaultHandler faults,
        long producerIdExpirationMs) {}
