/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.partition;

import io.odradek.broker.log.LogConfig;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

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

    /**
     * Completes, on whatever thread, once the answers for these topics are no older than this call. Whoever creates a
     * topic stores its configuration and notifies nobody, so it is read by those that are to have partitions of it.
     */
    default CompletionStage<Void> refresh(Collection<String> topics) {
        return CompletableFuture.completedFuture(null);
    }
}
