/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group.assign;

import java.util.Arrays;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Partitions of one topic, ascending. Immutable; four bytes each. */
public final class PartitionSet {
    public static final PartitionSet EMPTY = new PartitionSet(new int[0]);

    private final int[] ascending;

    private PartitionSet(int[] ascending) {
        this.ascending = ascending;
    }

    /** These, in any order. */
    public static PartitionSet of(int... partitions) {
        if (partitions.length == 0) {
            return EMPTY;
        }
        int[] ascending = partitions.clone();
        Arrays.sort(ascending);
        int count = 1;
        for (int i = 1; i < ascending.length; i++) {
            if (ascending[i] != ascending[count - 1]) {
                ascending[count++] = ascending[i];
            }
        }
        return new PartitionSet(count == ascending.length ? ascending : Arrays.copyOf(ascending, count));
    }

    /**
     * The partitions between two numbers.
     *
     * @param first is one of them
     * @param end is not
     */
    public static PartitionSet range(int first, int end) {
        return first >= end
                ? EMPTY
                : new PartitionSet(IntStream.range(first, end).toArray());
    }

    public int size() {
        return ascending.length;
    }

    public boolean isEmpty() {
        return ascending.length == 0;
    }

    public boolean contains(int partition) {
        return indexOf(partition) >= 0;
    }

    /** How many are smaller; negative if it is not one of them. */
    public int indexOf(int partition) {
        return Arrays.binarySearch(ascending, partition);
    }

    public boolean containsAll(PartitionSet others) {
        return others.stream().allMatch(this::contains);
    }

    public IntStream stream() {
        return IntStream.of(ascending);
    }

    public void forEach(IntConsumer action) {
        for (int partition : ascending) {
            action.accept(partition);
        }
    }

    /** A copy, ascending. */
    public int[] toArray() {
        return ascending.clone();
    }

    public PartitionSet plus(PartitionSet others) {
        if (others.isEmpty()) {
            return this;
        }
        return isEmpty()
                ? others
                : of(IntStream.concat(stream(), others.stream()).toArray());
    }

    public PartitionSet minus(PartitionSet others) {
        return others.isEmpty() ? this : only(partition -> !others.contains(partition));
    }

    /** Those that are in both. */
    public PartitionSet and(PartitionSet others) {
        return only(others::contains);
    }

    /** Those whose numbers are smaller. */
    public PartitionSet below(int end) {
        return isEmpty() || ascending[ascending.length - 1] < end ? this : only(partition -> partition < end);
    }

    /** Those of which that is true. */
    public PartitionSet only(IntPredicate condition) {
        int[] rest = new int[ascending.length];
        int count = 0;
        for (int partition : ascending) {
            if (condition.test(partition)) {
                rest[count++] = partition;
            }
        }
        if (count == ascending.length) {
            return this;
        }
        return count == 0 ? EMPTY : new PartitionSet(Arrays.copyOf(rest, count));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PartitionSet that && Arrays.equals(ascending, that.ascending);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(ascending);
    }

    @Override
    public String toString() {
        return Arrays.toString(ascending);
    }
}
