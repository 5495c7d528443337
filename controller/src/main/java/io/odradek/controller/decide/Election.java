/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.decide;

import java.util.List;

/** What an election came to. */
public sealed interface Election {
    /**
     * This leader with these in-sync replicas. Recovering: it was not in sync, so records may be lost, and it must say
     * when it has made up its mind what the log holds.
     */
    record Elected(int leader, List<Integer> isr, boolean recovering) implements Election {}

    /** Nobody may lead. */
    record Impossible() implements Election {}
}
