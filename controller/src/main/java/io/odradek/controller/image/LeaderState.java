/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.image;

import java.util.List;

/** The changing part of a partition: leader, its epoch, the in-sync replicas, and the epoch that guards changes. */
public record LeaderState(int leader, int leaderEpoch, List<Integer> isr, int partitionEpoch) {
    public LeaderState {
        isr = List.copyOf(isr);
    }
}
