/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker;

import ch.qos.logback.classic.LoggerContext;
import io.odradek.broker.api.AllocateProducerIdsHandler;
import io.odradek.broker.api.AlterConfigsHandler;
import io.odradek.broker.api.AlterPartitionHandler;
import io.odradek.broker.api.AlterPartitionReassignmentsHandler;
import io.odradek.broker.api.AlterReplicaLogDirsHandler;
import io.odradek.broker.api.ApiHandler;
import io.odradek.broker.api.ApiRegistry;
import io.odradek.broker.api.ApiVersionsHandler;
import io.odradek.broker.api.ClusterView;
import io.odradek.broker.api.ConfigChanges;
import io.odradek.broker.api.ConsumerGroupDescribeHandler;
import io.odradek.broker.api.ConsumerGroupHeartbeatHandler;
import io.odradek.broker.api.ControlledShutdownHandler;
import io.odradek.broker.api.ControllerCalls;
import io.odradek.broker.api.CoordinatorTopic;
import io.odradek.broker.api.CreateAclsHandler;
import io.odradek.broker.api.CreatePartitionsHandler;
import io.odradek.broker.api.CreateTopicsHandler;
import io.odradek.broker.api.CreatedTopicConfigs;
import io.odradek.broker.api.DeleteAclsHandler;
import io.odradek.broker.api.DeleteGroupsHandler;
import io.odradek.broker.api.DeleteRecordsHandler;
import io.odradek.broker.api.DeleteTopicsHandler;
import io.odradek.broker.api.DescribeAclsHandler;
import io.odradek.broker.api.DescribeClusterHandler;
import io.odradek.broker.api.DescribeConfigsHandler;
import io.odradek.broker.api.DescribeGroupsHandler;
import io.odradek.broker.api.DescribeLogDirsHandler;
import io.odradek.broker.api.DescribeProducersHandler;
import io.odradek.broker.api.DescribeTopicPartitionsHandler;
import io.odradek.broker.api.ElectLeadersHandler;
import io.odradek.broker.api.FetchHandler;
import io.odradek.broker.api.FetchSessions;
import io.odradek.broker.api.FindCoordinatorHandler;
import io.odradek.broker.api.HeartbeatHandler;
import io.odradek.broker.api.IncrementalAlterConfigsHandler;
import io.odradek.broker.api.InitProducerIdHandler;
import io.odradek.broker.api.JoinGroupHandler;
import io.odradek.broker.api.LeaderAndIsrHandler;
import io.odradek.broker.api.LeaveGroupHandler;
import io.odradek.broker.api.ListConfigResourcesHandler;
import io.odradek.broker.api.ListGroupsHandler;
import io.odradek.broker.api.ListOffsetsHandler;
import io.odradek.broker.api.ListPartitionReassignmentsHandler;
import io.odradek.broker.api.LostLeaders;
import io.odradek.broker.api.MetadataHandler;
import io.odradek.broker.api.OffsetCommitHandler;
import io.odradek.broker.api.OffsetDeleteHandler;
import io.odradek.broker.api.OffsetFetchHandler;
import io.odradek.broker.api.OffsetForLeaderEpochHandler;
import io.odradek.broker.api.ProduceHandler;
import io.odradek.broker.api.ProducerIds;
import io.odradek.broker.api.StopReplicaHandler;
import io.odradek.broker.api.SyncGroupHandler;
import io.odradek.broker.api.TopicAutoCreation;
import io.odradek.broker.api.UpdateFeaturesHandler;
import io.odradek.broker.api.UpdateMetadataHandler;
import io.odradek.broker.config.BrokerConfig;
import io.odradek.broker.config.Keys;
import io.odradek.broker.config.LiveSettings;
import io.odradek.broker.config.LoggerLevels;
import io.odradek.broker.coordinator.CoordinatorShards;
import io.odradek.broker.coordinator.group.GroupRegistry;
import io.odradek.broker.log.LogDirectories;
import io.odradek.broker.partition.PartitionDirectory;
import io.odradek.broker.policy.Policies;
import io.odradek.broker.replication.ReplicationQuotas;
import io.odradek.controller.ClusterAdmin;
import io.odradek.controller.ConfigSource;
import io.odradek.controller.FeatureSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Makes the handlers of all APIs that are served, and the registry of them. */
final class ApiHandlers {
    /** What handlers look at and act on. */
    record State(
            ClusterView cluster,
            LostLeaders lostLeaders,
            LiveSettings settings,
            ConfigSource configs,
            FeatureSource features,
            PartitionDirectory partitions,
            LogDirectories logs,
            ReplicationQuotas quotas,
            ProducerIds producerIds,
            CoordinatorShards<GroupRegistry> groups,
            Policies policies) {}

    /**
     * What handlers need.
     *
     * @param brokerEpoch the epoch of this broker's registration
     */
    record Parts(
            BrokerConfig config,
            BrokerEnvironment environment,
            State state,
            ClusterAdmin admin,
            ControllerCalls controller,
            LongSupplier brokerEpoch) {}

    /** Kafka's: a fetch session that was not used for so long gives way to a new one. */
    private static final long SESSION_EVICTION_MS = 120_000;

    private final List<ApiHandler<?, ?>> handlers = new ArrayList<>();
    private final Parts parts;
    private @Nullable ApiRegistry made;

    private ApiHandlers(Parts parts) {
        this.parts = parts;
    }

    static ApiRegistry registry(Parts parts) {
        ApiHandlers all = new ApiHandlers(parts);
        all.addDataPath();
        all.addGroups();
        all.addTopics();
        all.addConfigs();
        all.addCluster();
        all.addSecurity();
        ApiRegistry registry = new ApiRegistry(all.handlers);
        all.made = registry;
        return registry;
    }

    private void addDataPath() {
        BrokerConfig config = parts.config();
        BrokerEnvironment world = parts.environment();
        PartitionDirectory partitions = parts.state().partitions();
        ClusterView cluster = parts.state().cluster();
        FetchSessions sessions = new FetchSessions(
                world.ioLoops().executors(),
                config.get(Keys.MAX_INCREMENTAL_FETCH_SESSION_CACHE_SLOTS),
                SESSION_EVICTION_MS,
                world.random().split(),
                world.clock());
        handlers.add(new ProduceHandler(partitions, cluster));
        handlers.add(new FetchHandler(
                partitions, cluster, sessions, parts.state().quotas().leader(), config.get(Keys.FETCH_MAX_BYTES)));
        handlers.add(new ListOffsetsHandler(partitions, cluster));
        handlers.add(new OffsetForLeaderEpochHandler(partitions, cluster));
        handlers.add(new DeleteRecordsHandler(partitions, cluster));
        handlers.add(new DescribeProducersHandler(partitions, cluster));
        handlers.add(new InitProducerIdHandler(parts.state().producerIds()));
        handlers.add(new DescribeLogDirsHandler(parts.state().logs()));
        handlers.add(new AlterReplicaLogDirsHandler(parts.state().logs(), cluster));
    }

    private void addGroups() {
        ClusterView cluster = parts.state().cluster();
        CoordinatorShards<GroupRegistry> groups = parts.state().groups();
        CoordinatorTopic topic = new CoordinatorTopic(
                parts.controller(),
                GroupCoordination.topic(parts.config()),
                parts.config().get(Keys.REQUEST_TIMEOUT_MS));
        handlers.add(new FindCoordinatorHandler(cluster, parts.state().lostLeaders(), groups, topic));
        handlers.add(new OffsetCommitHandler(groups, cluster));
        handlers.add(new OffsetFetchHandler(groups, cluster));
        handlers.add(new OffsetDeleteHandler(groups, cluster));
        handlers.add(new JoinGroupHandler(groups, GroupCoordination.classicSettings(parts.config())));
        handlers.add(new SyncGroupHandler(groups));
        handlers.add(new HeartbeatHandler(groups));
        handlers.add(new LeaveGroupHandler(groups));
        BooleanSupplier consumerProtocol =
                GroupCoordination.consumerProtocol(parts.config(), parts.state().features());
        handlers.add(new ConsumerGroupHeartbeatHandler(
                groups, GroupCoordination.assignors(parts.config()), consumerProtocol));
        handlers.add(new ConsumerGroupDescribeHandler(groups, cluster, consumerProtocol));
        handlers.add(new DescribeGroupsHandler(groups));
        handlers.add(new ListGroupsHandler(groups));
        handlers.add(new DeleteGroupsHandler(groups));
    }

    private void addTopics() {
        BrokerConfig config = parts.config();
        ClusterAdmin admin = parts.admin();
        TopicAutoCreation autoCreation = new TopicAutoCreation(
                parts.controller(), config.get(Keys.AUTO_CREATE_TOPICS_ENABLE), config.get(Keys.REQUEST_TIMEOUT_MS));
        handlers.add(new MetadataHandler(
                parts.state().cluster(), autoCreation, parts.state().lostLeaders()));
        handlers.add(new DescribeTopicPartitionsHandler(
                parts.state().cluster(), config.get(Keys.MAX_REQUEST_PARTITION_SIZE_LIMIT)));
        handlers.add(new CreateTopicsHandler(
                admin, new CreatedTopicConfigs(parts.state().settings())));
        handlers.add(new DeleteTopicsHandler(admin, config.get(Keys.DELETE_TOPIC_ENABLE)));
        handlers.add(new CreatePartitionsHandler(admin));
        handlers.add(new ElectLeadersHandler(admin, parts.state().cluster()));
        handlers.add(new AlterPartitionReassignmentsHandler(admin));
        handlers.add(new ListPartitionReassignmentsHandler(admin));
    }

    private void addConfigs() {
        LoggerLevels loggers = new LoggerLevels((LoggerContext) LoggerFactory.getILoggerFactory());
        ConfigChanges changes = new ConfigChanges(
                parts.state().cluster(),
                parts.state().settings(),
                loggers,
                parts.admin(),
                parts.state().policies());
        handlers.add(new DescribeConfigsHandler(
                parts.state().cluster(),
                parts.state().settings(),
                loggers,
                parts.state().configs()::fresh));
        handlers.add(new AlterConfigsHandler(changes));
        handlers.add(new IncrementalAlterConfigsHandler(changes));
        handlers.add(new ListConfigResourcesHandler(
                parts.state().cluster(), parts.state().settings()));
    }

    private void addCluster() {
        handlers.add(new ApiVersionsHandler(
                () -> Objects.requireNonNull(made), parts.state().features()::current));
        handlers.add(new UpdateFeaturesHandler(parts.admin(), parts.state().features()));
        handlers.add(new DescribeClusterHandler(parts.state().cluster()));
        handlers.add(new UpdateMetadataHandler(
                parts.state().cluster(),
                parts.brokerEpoch(),
                deleted -> parts.state().groups().decideAll(state -> state.topicsDeleted(deleted))));
        handlers.add(new LeaderAndIsrHandler(parts.state().partitions(), parts.brokerEpoch()));
        handlers.add(new StopReplicaHandler(parts.state().partitions(), parts.brokerEpoch()));
        handlers.add(new ControlledShutdownHandler(parts.admin()));
        handlers.add(new AlterPartitionHandler(parts.admin(), parts.state().cluster()));
        handlers.add(new AllocateProducerIdsHandler(parts.admin()));
    }

    private void addSecurity() {
        handlers.add(new DescribeAclsHandler());
        handlers.add(new CreateAclsHandler());
        handlers.add(new DeleteAclsHandler());
    }
}
