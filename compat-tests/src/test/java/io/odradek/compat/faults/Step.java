/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.faults;

import java.util.List;

/**
 * Blows that strike together, last, and are healed together.
 *
 * @param move what the cluster is asked right before the blows, so that they find it at work
 * @param holdMs from the blows to the healing
 * @param election whether preferred leaders are asked for after the healing, so that leadership also moves between
 *     brokers that live
 * @param recover whether the next step waits until all replicas are in sync again
 * @param calmMs from then to the next step
 */
record Step(List<Blow> blows, Move move, long holdMs, boolean election, boolean recover, long calmMs) {

    Step {
        blows = List.copyOf(blows);
    }

    @Override
    public String toString() {
        return blows + (move == Move.NOTHING ? "" : " while it moves " + move) + " for " + holdMs + " ms"
                + (election ? ", elect" : "") + (recover ? ", recover" : "") + ", calm " + calmMs + " ms";
    }
}
