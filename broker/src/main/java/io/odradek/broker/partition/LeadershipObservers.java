/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.partition;

/** Who observes which partition. */
@FunctionalInterface
public interface LeadershipObservers {
    LeadershipObservers NONE = partition -> LeadershipObserver.NOBODY;

    /** Asked once for each partition, when it is made, on the directory's loop; the partition is not ready for use yet. */
    LeadershipObserver of(Partition partition);
}
