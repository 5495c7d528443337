/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.load;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/** The brokers that are left, asked over and over who leads now, until all of it is led and answers. */
public final class Survivors {

    private static final int ANSWER_MS_MAX = 2_000;

    private final Map<Integer, Integer> ports;

    /** @param ports by broker */
    public Survivors(Map<Integer, Integer> ports) {
        this.ports = new TreeMap<>(ports);
    }

    /** Until all partitions of these topics are led by one of them, each of which answers for what it leads. */
    public boolean lead(List<String> topics, int partitions, Duration time) {
        long deadlineNs = System.nanoTime() + time.toNanos();
        while (!leadNow(topics, partitions)) {
            if (System.nanoTime() > deadlineNs) {
                return false;
            }
            LockSupport.parkNanos(Duration.ofMillis(partitions > 100 ? 50 : 5).toNanos());
        }
        return true;
    }

    /** As one of them knows the cluster: what it says is checked with those whom it names. */
    private boolean leadNow(List<String> topics, int partitions) {
        return ports.values().stream().anyMatch(port -> leadAsSaidAt(port, topics, partitions));
    }

    private boolean leadAsSaidAt(int port, List<String> topics, int partitions) {
        try (WireProbe probe = new WireProbe(port, ANSWER_MS_MAX)) {
            WireProbe.Leaders leaders = probe.leaders(topics);
            return leaders.allLedBy(ports.keySet(), partitions) && allAnswer(leaders);
        } catch (IOException notYet) {
            return false;
        }
    }

    private boolean allAnswer(WireProbe.Leaders leaders) throws IOException {
        for (Map.Entry<Integer, Integer> each : ports.entrySet()) {
            try (WireProbe probe = new WireProbe(each.getValue(), ANSWER_MS_MAX)) {
                if (!probe.leads(each.getKey(), leaders)) {
                    return false;
                }
            }
        }
        return true;
    }
}
