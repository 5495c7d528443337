/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.faults;

import java.util.List;

/**
 * Blows that strike together, last, and are healed together.
 *
 * @param holdMs from the blows to the healing
 * @param recover whether the next step waits until all replicas are in sync again
 * @param calmMs from then to the next step
 */
record Step(List<Blow> blows, long holdMs, boolean recover, long calmMs) {

    Step {
        blows = List.copyOf(blows);
    }

    @Override
    public String toString() {
        return blows + " for " + holdMs + " ms" + (recover ? ", recover" : "") + ", calm " + calmMs + " ms";
    }
}
