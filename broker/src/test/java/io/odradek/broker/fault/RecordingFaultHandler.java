/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.fault;

import io.odradek.controller.image.TopicPartition;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what it is told, for a test to look at. */
public final class RecordingFaultHandler implements FaultHandler {
    private final List<String> faults = new CopyOnWriteArrayList<>();

    @Override
    public void partitionFault(TopicPartition partition, String what, Throwable cause) {
        faults.add(partition + ": " + what + ": " + cause);
    }

    @Override
    public void processFault(String what, Throwable cause) {
        faults.add(what + ": " + cause);
    }

    public List<String> faults() {
        return faults;
    }
}
