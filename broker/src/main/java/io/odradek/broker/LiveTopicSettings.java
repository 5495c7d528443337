/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker;

import io.odradek.broker.config.LiveSettings;
import io.odradek.broker.config.TopicConfigs;
import io.odradek.broker.config.TopicKeys;
import io.odradek.broker.log.LogConfig;
import io.odradek.broker.partition.TopicSettings;
import io.odradek.controller.ConfigEntity;
import io.odradek.controller.ConfigSource;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What partitions ask of a topic's configuration, out of the settings in force at that moment. */
record LiveTopicSettings(LiveSettings settings, ConfigSource stored) implements TopicSettings {
    @Override
    public LogConfig logConfig(String topic) {
        return of(topic).logConfig();
    }

    @Override
    public int minInSyncReplicas(String topic) {
        return of(topic).get(TopicKeys.MIN_INSYNC_REPLICAS);
    }

    @Override
    public CompletionStage<Void> refresh(Collection<String> topics) {
        return topics.isEmpty()
                ? CompletableFuture.completedFuture(null)
                : stored.refresh(topics.stream().map(ConfigEntity::topic).toList())
                        .thenApply(image -> null);
    }

    private TopicConfigs of(String topic) {
        return settings.topic(topic);
    }
}
