/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.odradek.broker.config.LiveSettings;
import io.odradek.controller.AlterPartitionAnswer;
import io.odradek.controller.AlterPartitionCall;
import io.odradek.controller.ClusterAdmin;
import io.odradek.controller.ConfigAlteration;
import io.odradek.controller.ConfigAltered;
import io.odradek.controller.ConfigEntity;
import io.odradek.controller.ConfigImage;
import io.odradek.controller.CreatedTopic;
import io.odradek.controller.DeletedTopic;
import io.odradek.controller.ElectionAnswer;
import io.odradek.controller.ElectionType;
import io.odradek.controller.FeatureUpdate;
import io.odradek.controller.FeatureUpdateMode;
import io.odradek.controller.NewTopic;
import io.odradek.controller.Outcome;
import io.odradek.controller.PartitionGrowth;
import io.odradek.controller.ProducerIdBlock;
import io.odradek.controller.Reassignments;
import io.odradek.controller.ShutdownAnswer;
import io.odradek.controller.TopicOutcome;
import io.odradek.controller.TopicSelector;
import io.odradek.controller.image.TopicPartition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The part of the controller that stores configurations, and nothing else of it; the broker hears of changes at once. */
final class ConfigStoreFake implements ClusterAdmin {
    private final Map<ConfigEntity, Map<String, String>> stored = new HashMap<>();
    private final LiveSettings settings;

    ConfigStoreFake(LiveSettings settings) {
        this.settings = settings;
    }

    void store(ConfigEntity entity, Map<String, String> configs) {
        stored.put(entity, configs);
        settings.update(ConfigImage.of(stored));
    }

    Map<String, String> stored(ConfigEntity entity) {
        return stored.getOrDefault(entity, Map.of());
    }

    @Override
    public CompletionStage<List<ConfigAltered>> alterConfigs(List<ConfigAlteration> alterations, boolean validateOnly) {
        var done = new ArrayList<ConfigAltered>();
        for (ConfigAlteration alteration : alterations) {
            ConfigAlteration.Edit edit = alteration.edit().apply(stored(alteration.entity()));
            Outcome outcome = Outcome.OK;
            if (edit instanceof ConfigAlteration.Refuse refuse) {
                outcome = refuse.outcome();
            } else if (edit instanceof ConfigAlteration.Replace replace && !validateOnly) {
                store(alteration.entity(), replace.configs());
            }
            done.add(new ConfigAltered(alteration.entity(), outcome));
        }
        return CompletableFuture.completedFuture(done);
    }

    @Override
    public CompletionStage<List<CreatedTopic>> createTopics(
            List<NewTopic> topics, boolean validateOnly, int timeoutMs) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<List<DeletedTopic>> deleteTopics(List<TopicSelector> topics, int timeoutMs) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<List<TopicOutcome>> createPartitions(
            List<PartitionGrowth> topics, boolean validateOnly, int timeoutMs) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<List<Outcome>> updateFeatures(List<FeatureUpdate> updates, FeatureUpdateMode mode) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<ProducerIdBlock> allocateProducerIds(int brokerId, long brokerEpoch) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<AlterPartitionAnswer> alterPartition(AlterPartitionCall call) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<ShutdownAnswer> controlledShutdown(int brokerId, long brokerEpoch) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<ElectionAnswer> electLeaders(
            ElectionType type, @Nullable Set<TopicPartition> partitions, int timeoutMs) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Reassignments.Answer> alterReassignments(Reassignments.Call call, int timeoutMs) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Reassignments.Listing> listReassignments(@Nullable Set<TopicPartition> partitions) {
        throw new UnsupportedOperationException();
    }
}
