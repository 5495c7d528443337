/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.store;

import org.apache.zookeeper.server.persistence.FileTxnLog;

/** ZooKeeper's settings of a server in this process that it takes only from system properties; what is set already stays. */
final class ServerProperties {
    private static final long LOG_PREALLOCATED_BYTES = 4L << 20;

    private ServerProperties() {}

    static void apply() {
        byDefault("zookeeper.nio.numSelectorThreads", "1");
        byDefault("zookeeper.nio.numWorkerThreads", "0");
        byDefault("zookeeper.admin.enableServer", "false");
        // Without a limit it would warn of that at each start.
        byDefault("zookeeper.maxCnxns", Integer.toString(Integer.MAX_VALUE));
        // A checksum over the whole tree, kept to compare servers of an ensemble: some percent of each write.
        byDefault("zookeeper.digest.enabled", "false");
        FileTxnLog.setPreallocSize(LOG_PREALLOCATED_BYTES);
    }

    /** For a peer of an ensemble: peers that start together, or lose their leader, find each other without long pauses. */
    static void applyForPeer() {
        apply();
        byDefault("zookeeper.fastleader.minNotificationInterval", "50");
        byDefault("zookeeper.fastleader.maxNotificationInterval", "500");
        byDefault("zookeeper.leaderConnectDelayDuringRetryMs", "20");
        byDefault("zookeeper.cnxTimeout", "1000");
        // For ever: a port was free at the start, and a peer that stops listening is lost to the ensemble.
        byDefault("zookeeper.electionPortBindRetry", "0");
    }

    private static void byDefault(String key, String value) {
        if (System.getProperty(key) == null) {
            System.setProperty(key, value);
        }
    }
}
