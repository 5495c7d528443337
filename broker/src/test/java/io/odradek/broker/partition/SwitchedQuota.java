/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.partition;

import io.odradek.controller.image.TopicPartition;

/** A quota on everything that the test exceeds when it likes; it counts what it is told. */
public final class SwitchedQuota implements ReplicationQuota {
    private boolean exceeded;
    private long bytes;

    public void exceed(boolean now) {
        exceeded = now;
    }

    public long bytes() {
        return bytes;
    }

    @Override
    public boolean isLimited() {
        return true;
    }

    @Override
    public boolean isThrottled(TopicPartition partition) {
        return true;
    }

    @Override
    public boolean isExceeded() {
        return exceeded;
    }

    @Override
    public void record(TopicPartition partition, long more) {
        bytes += more;
    }
}
