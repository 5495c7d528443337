/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.scenario;

import io.odradek.bench.Measurements.Run;
import java.util.List;

/** Whether what the stock tools did may be compared: all of it must be in the log, and their runs must be alike. */
final class LogCheck {

    private final Rig rig;
    private final String anchor;

    LogCheck(Rig rig, String anchor) {
        this.rig = rig;
        this.anchor = anchor;
    }

    /** An idempotent producer's records stand there exactly once. */
    void holds(String topic, long expected) {
        try (ReplayTopics topics = new ReplayTopics(rig)) {
            long found = topics.awaitRecords(topics.find(topic), expected);
            rig.measurements().work(new Run(anchor, "records in the log"), found);
            rig.measurements().wrong(anchor, "records that are missing in the log", expected - found);
        }
    }

    /** @param rates of runs of the same work, of which the first warms up */
    void settled(String run, List<Double> rates) {
        if (rates.size() > 2) {
            double last = rates.get(rates.size() - 1);
            rig.measurements().drift(new Run(anchor, run), last / rates.get(rates.size() - 2));
        }
    }
}
