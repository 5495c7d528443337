/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.group;

import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.DescribeGroupsRequest;
import io.odradek.protocol.message.DescribeGroupsResponse;
import io.odradek.protocol.message.FindCoordinatorRequest;
import io.odradek.protocol.message.FindCoordinatorResponse;
import io.odradek.protocol.message.FindCoordinatorResponse.Coordinator;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Who coordinates a group: asked until there is one, and it has loaded the group's partition. */
public final class Coordinators {

    private static final Duration TIME_MAX = Duration.ofMinutes(1);
    private static final Duration RETRY = Duration.ofMillis(50);

    /** How many partitions {@code __consumer_offsets} has by default. */
    private static final int PARTITIONS = 50;

    private Coordinators() {}

    /** The port of the coordinator, which answers for the group. */
    public static int portOf(String group, int anyPort) {
        long deadlineNs = System.nanoTime() + TIME_MAX.toNanos();
        while (System.nanoTime() < deadlineNs) {
            int port = ask(group, anyPort);
            if (port > 0 && answersFor(group, port)) {
                return port;
            }
            LockSupport.parkNanos(RETRY.toNanos());
        }
        throw new IllegalStateException("no coordinator of " + group + " within " + TIME_MAX);
    }

    private static int ask(String group, int anyPort) {
        try (WireClient client = new WireClient(anyPort)) {
            FindCoordinatorResponse found = client.call(
                    new FindCoordinatorRequest().coordinatorKeys(List.of(group)), 4, FindCoordinatorResponse.class);
            Coordinator coordinator = found.coordinators().get(0);
            return coordinator.errorCode() == ErrorCode.NONE.code() ? coordinator.port() : -1;
        }
    }

    private static boolean answersFor(String group, int port) {
        try (WireClient client = new WireClient(port)) {
            DescribeGroupsResponse described =
                    client.call(new DescribeGroupsRequest().groups(List.of(group)), 5, DescribeGroupsResponse.class);
            return described.groups().get(0).errorCode() == ErrorCode.NONE.code();
        }
    }

    /** The partition of {@code __consumer_offsets} that a group belongs to. */
    public static int partitionOf(String group) {
        int hash = group.hashCode();
        return (hash == Integer.MIN_VALUE ? 0 : Math.abs(hash)) % PARTITIONS;
    }
}
