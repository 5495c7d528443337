/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.suites;

import java.util.Map;
import org.apache.kafka.clients.admin.Admin;

/** What stands-in for Kafka's objects ask: brokers of ours, and clients of them. */
interface BrokerHost {
    boolean isRunning(int brokerId);

    void startBroker(int brokerId);

    void shutdownBroker(int brokerId);

    String clusterId();

    /** Whether a client may use group.protocol=consumer. */
    boolean hasConsumerGroups(String server);

    /** Of any broker. */
    Admin admin();

    /** With settings of its own, as its {@code bootstrap.servers}. */
    Admin admin(Map<String, Object> settings);
}
