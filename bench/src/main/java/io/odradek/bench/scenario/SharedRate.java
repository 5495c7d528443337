/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.scenario;

/** The least of the most that each side can do, of which both are later given the same share. Used from one thread. */
final class SharedRate {

    private double least = Double.POSITIVE_INFINITY;

    void offer(double bytesPerSecond) {
        least = Math.min(least, bytesPerSecond);
    }

    double half() {
        if (Double.isInfinite(least)) {
            throw new IllegalStateException("no side has shown what it can do");
        }
        return least / 2;
    }
}
