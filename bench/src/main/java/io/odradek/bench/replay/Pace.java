/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.replay;

import java.time.Duration;

/** How requests follow each other, and how many there are. */
public sealed interface Pace {

    long requests();

    /** Closed loop: each connection has so many on their way as the plan says; the next follows an answer. */
    record Flood(long requests) implements Pace {}

    /**
     * Open loop: at a fixed rate, whether or not the broker keeps up. Latency counts from when a request was to be sent,
     * so that a broker which stalls pays for all that had to wait.
     */
    record Steady(double perSecond, long requests) implements Pace {

        public static Steady during(double perSecond, Duration time) {
            return new Steady(perSecond, Math.round(perSecond * time.toNanos() / 1e9));
        }

        /** When the request with this number is to be sent, after the first. */
        long dueNs(long number) {
            return (long) (number * 1e9 / perSecond);
        }
    }
}
