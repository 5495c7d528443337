/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.partition;

import io.odradek.broker.log.LogConfig;

/** What the partitions ask of a topic's configuration. Any thread may read; the answers may change between calls. */
public interface TopicSettings {
    /** Kafka's defaults for every topic. */
    TopicSettings DEFAULTS = new TopicSettings() {
        @Override
        public LogConfig logConfig(String topic) {
            return LogConfig.DEFAULTS;
        }

        @Override
        public int minInSyncReplicas(String topic) {
            return 1;
        }
    };

    LogConfig logConfig(String topic);

    /** {@code min.insync.replicas}. */
    int minInSyncReplicas(String topic);
}
