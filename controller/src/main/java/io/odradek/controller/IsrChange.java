/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

import io.odradek.controller.image.TopicPartition;
import java.util.List;

/**
 * A leader's proposal of other in-sync replicas for a partition that it leads in the given leader epoch. Each member
 * carries its broker epoch (-1: unknown to the leader), so that a restarted broker cannot enter on its old progress.
 */
public record IsrChange(
        TopicPartition partition, int leaderEpoch, int partitionEpoch, List<Member> members, boolean recovering) {
    /** One replica of the proposed set. */
    public record Member(int brokerId, long brokerEpoch) {}
}
