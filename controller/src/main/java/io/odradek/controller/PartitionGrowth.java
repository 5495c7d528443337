/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

import java.util.List;

/** A topic to grow to a number of partitions; the assignments of the new ones, or an empty list to let us choose. */
public record PartitionGrowth(String topic, int count, List<List<Integer>> assignments) {}
