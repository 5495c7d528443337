/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.store;

import java.util.List;

/** What a partition's state node says. The node's version is the partition epoch. */
public record StateNode(int leader, int leaderEpoch, List<Integer> isr, int controllerEpoch, boolean recovering) {
    public StateNode {
        isr = List.copyOf(isr);
    }
}
