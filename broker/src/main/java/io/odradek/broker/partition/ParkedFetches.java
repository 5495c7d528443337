/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.partition;

import java.util.ArrayList;
import java.util.List;

/**
 * Fetches that wait for something new in one partition. Owned by the partition and its loop. Each is told of every event
 * until it leaves; its deadline is its own affair. Bounded by the fetches that connections may have in flight.
 */
final class ParkedFetches {
    private final List<Listener> waiting = new ArrayList<>(0);

    /** A fetch that waits, in this partition and perhaps in others. */
    @FunctionalInterface
    interface Listener {
        /** The readable end moved, or nothing more can be read here; called on the partition's loop. */
        void readable(Partition partition);
    }

    void park(Listener listener) {
        waiting.add(listener);
    }

    void leave(Listener listener) {
        waiting.remove(listener);
    }

    int size() {
        return waiting.size();
    }

    /** From the last to the first, as a listener may leave while it is told. */
    void wake(Partition partition) {
        for (int i = waiting.size() - 1; i >= 0; i--) {
            if (i < waiting.size()) {
                waiting.get(i).readable(partition);
            }
        }
    }
}
