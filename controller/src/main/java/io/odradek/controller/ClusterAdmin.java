/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

import io.odradek.controller.image.TopicPartition;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What may be asked of the active controller. Any thread may call; stages complete on the controller loop, and never
 * fail: every outcome is a code. A broker that is not the active controller answers NOT_CONTROLLER.
 *
 * <p>Calls with a timeout complete when the change is stored and the asked broker has taken it in, so that whoever reads
 * its metadata next sees it; after the timeout they complete with REQUEST_TIMED_OUT, and the change goes on.
 */
public interface ClusterAdmin {
    /** With {@code validateOnly}, only says what would happen. */
    CompletionStage<List<CreatedTopic>> createTopics(List<NewTopic> topics, boolean validateOnly, int timeoutMs);

    CompletionStage<List<DeletedTopic>> deleteTopics(List<TopicSelector> topics, int timeoutMs);

    CompletionStage<List<TopicOutcome>> createPartitions(
            List<PartitionGrowth> topics, boolean validateOnly, int timeoutMs);

    /** Every broker carries this out itself, the active controller or not, as Kafka's do. */
    CompletionStage<List<ConfigAltered>> alterConfigs(List<ConfigAlteration> alterations, boolean validateOnly);

    /** The outcome of each update, in their order. */
    CompletionStage<List<Outcome>> updateFeatures(List<FeatureUpdate> updates, FeatureUpdateMode mode);

    CompletionStage<ProducerIdBlock> allocateProducerIds(int brokerId, long brokerEpoch);

    CompletionStage<AlterPartitionAnswer> alterPartition(AlterPartitionCall call);

    CompletionStage<ShutdownAnswer> controlledShutdown(int brokerId, long brokerEpoch);

    /** Without a set, all partitions; only those that needed an election are then in the answer. */
    CompletionStage<ElectionAnswer> electLeaders(
            ElectionType type, @Nullable Set<TopicPartition> partitions, int timeoutMs);

    CompletionStage<Reassignments.Answer> alterReassignments(Reassignments.Call call, int timeoutMs);

    /** Without a set, all that are on the move. */
    CompletionStage<Reassignments.Listing> listReassignments(@Nullable Set<TopicPartition> partitions);
}
