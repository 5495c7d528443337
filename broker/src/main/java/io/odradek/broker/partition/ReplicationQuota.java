/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.partition;

import io.odradek.controller.image.TopicPartition;

/**
 * A limit on the bytes that go between replicas, for the partitions that an operator named (KIP-73). Whoever moves bytes
 * asks first, and tells afterwards how many there were; replicas in sync are not held up, but their bytes count. Any
 * thread may call.
 */
public interface ReplicationQuota {
    /** No limit. */
    ReplicationQuota NONE = new ReplicationQuota() {
        @Override
        public boolean isLimited() {
            return false;
        }

        @Override
        public boolean isThrottled(TopicPartition partition) {
            return false;
        }

        @Override
        public boolean isExceeded() {
            return false;
        }

        @Override
        public void record(TopicPartition partition, long bytes) {}
    };

    /** Whether there is a limit at all; cheap. */
    boolean isLimited();

    /** Whether the partition is one of those that the limit is for. */
    boolean isThrottled(TopicPartition partition);

    /** Whether more has gone through lately than the limit allows. */
    boolean isExceeded();

    /** Counts bytes of a partition, if the limit is for it. */
    void record(TopicPartition partition, long bytes);

    /** Whether bytes of this partition have to wait. */
    default boolean holdsUp(TopicPartition partition) {
        return isLimited() && isThrottled(partition) && isExceeded();
    }
}
