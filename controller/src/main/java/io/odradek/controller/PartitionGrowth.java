/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A topic to grow to a number of partitions; the assignments of the new ones, or null to let us choose. */
public record PartitionGrowth(
        String topic, int count, @Nullable List<List<Integer>> assignments) {}
