/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator;

import java.util.function.Function;
import java.util.function.Supplier;

/** Work of one shard's state that takes too long for its loop. Asked on the loop; ends with the leadership. */
public interface CoordinatorBackground {
    /**
     * Does the work elsewhere, and decides on its result on the loop, if this is still the leader.
     *
     * @param work touches nothing that belongs to a loop
     */
    <T> void run(Supplier<T> work, Function<T, ? extends Decision<?>> decision);
}
