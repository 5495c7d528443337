/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.config;

import java.util.List;

/**
 * The keys that have an effect here, and nothing else: a key that no code reads must not stand in this list, and code
 * reads a key only through this list. A test holds the column "effect" of the key rows against it; the start-up log names
 * the keys that are set and have none.
 */
public final class Keys {
    public static final ConfigKey<Integer> BROKER_ID = ConfigKey.ofInt("broker.id");
    public static final ConfigKey<Integer> NODE_ID = ConfigKey.ofInt("node.id");
    public static final ConfigKey<Boolean> BROKER_ID_GENERATION_ENABLE =
            ConfigKey.ofBoolean("broker.id.generation.enable");
    public static final ConfigKey<Integer> RESERVED_BROKER_MAX_ID = ConfigKey.ofInt("reserved.broker.max.id");
    public static final ConfigKey<String> BROKER_RACK = ConfigKey.ofString("broker.rack");
    public static final ConfigKey<List<String>> PROCESS_ROLES = ConfigKey.ofList("process.roles");
    public static final ConfigKey<List<String>> CONTROLLER_LISTENER_NAMES =
            ConfigKey.ofList("controller.listener.names");
    public static final ConfigKey<List<String>> CONTROLLER_QUORUM_VOTERS = ConfigKey.ofList("controller.quorum.voters");
    public static final ConfigKey<List<String>> CONTROLLER_QUORUM_BOOTSTRAP_SERVERS =
            ConfigKey.ofList("controller.quorum.bootstrap.servers");
    public static final ConfigKey<String> ALTER_CONFIG_POLICY_CLASS_NAME =
            ConfigKey.ofClass("alter.config.policy.class.name");
    public static final ConfigKey<String> CREATE_TOPIC_POLICY_CLASS_NAME =
            ConfigKey.ofClass("create.topic.policy.class.name");
    public static final ConfigKey<String> AUTHORIZER_CLASS_NAME = ConfigKey.ofString("authorizer.class.name");

    public static final ConfigKey<List<String>> LISTENERS = ConfigKey.ofList("listeners");
    public static final ConfigKey<List<String>> ADVERTISED_LISTENERS = ConfigKey.ofList("advertised.listeners");
    public static final ConfigKey<String> LISTENER_SECURITY_PROTOCOL_MAP =
            ConfigKey.ofString("listener.security.protocol.map");
    public static final ConfigKey<String> INTER_BROKER_LISTENER_NAME = ConfigKey.ofString("inter.broker.listener.name");
    public static final ConfigKey<String> SECURITY_INTER_BROKER_PROTOCOL =
            ConfigKey.ofString("security.inter.broker.protocol");
    public static final ConfigKey<String> CONTROL_PLANE_LISTENER_NAME =
            ConfigKey.ofString("control.plane.listener.name");

    public static final ConfigKey<Integer> NUM_NETWORK_THREADS = ConfigKey.ofInt("num.network.threads");
    public static final ConfigKey<Integer> SOCKET_REQUEST_MAX_BYTES = ConfigKey.ofInt("socket.request.max.bytes");
    public static final ConfigKey<Integer> SOCKET_SEND_BUFFER_BYTES = ConfigKey.ofInt("socket.send.buffer.bytes");
    public static final ConfigKey<Integer> SOCKET_RECEIVE_BUFFER_BYTES = ConfigKey.ofInt("socket.receive.buffer.bytes");
    public static final ConfigKey<Integer> SOCKET_LISTEN_BACKLOG_SIZE = ConfigKey.ofInt("socket.listen.backlog.size");
    public static final ConfigKey<Long> CONNECTIONS_MAX_IDLE_MS = ConfigKey.ofLong("connections.max.idle.ms");
    public static final ConfigKey<Integer> MAX_CONNECTIONS = ConfigKey.ofInt("max.connections");
    public static final ConfigKey<Integer> MAX_CONNECTIONS_PER_IP = ConfigKey.ofInt("max.connections.per.ip");
    public static final ConfigKey<Long> QUEUED_MAX_REQUEST_BYTES = ConfigKey.ofLong("queued.max.request.bytes");

    public static final ConfigKey<String> ZOOKEEPER_CONNECT = ConfigKey.ofString("zookeeper.connect");
    public static final ConfigKey<List<String>> ODRADEK_ZOOKEEPER_ENSEMBLE =
            ConfigKey.ofList("odradek.zookeeper.ensemble");
    public static final ConfigKey<Integer> ZOOKEEPER_SESSION_TIMEOUT_MS =
            ConfigKey.ofInt("zookeeper.session.timeout.ms");
    public static final ConfigKey<Integer> ZOOKEEPER_CONNECTION_TIMEOUT_MS =
            ConfigKey.ofInt("zookeeper.connection.timeout.ms");

    public static final ConfigKey<List<String>> LOG_DIR = ConfigKey.ofList("log.dir");
    public static final ConfigKey<List<String>> LOG_DIRS = ConfigKey.ofList("log.dirs");
    public static final ConfigKey<Integer> NUM_RECOVERY_THREADS_PER_DATA_DIR =
            ConfigKey.ofInt("num.recovery.threads.per.data.dir");
    public static final ConfigKey<Integer> LOG_FLUSH_OFFSET_CHECKPOINT_INTERVAL_MS =
            ConfigKey.ofInt("log.flush.offset.checkpoint.interval.ms");
    public static final ConfigKey<Integer> LOG_FLUSH_START_OFFSET_CHECKPOINT_INTERVAL_MS =
            ConfigKey.ofInt("log.flush.start.offset.checkpoint.interval.ms");
    public static final ConfigKey<Long> LOG_INITIAL_TASK_DELAY_MS = ConfigKey.ofLong("log.initial.task.delay.ms");
    public static final ConfigKey<Long> LOG_RETENTION_CHECK_INTERVAL_MS =
            ConfigKey.ofLong("log.retention.check.interval.ms");
    public static final ConfigKey<Boolean> LOG_CLEANER_ENABLE = ConfigKey.ofBoolean("log.cleaner.enable");
    public static final ConfigKey<Integer> LOG_CLEANER_THREADS = ConfigKey.ofInt("log.cleaner.threads");
    public static final ConfigKey<Long> LOG_CLEANER_DEDUPE_BUFFER_SIZE =
            ConfigKey.ofLong("log.cleaner.dedupe.buffer.size");
    public static final ConfigKey<Double> LOG_CLEANER_IO_BUFFER_LOAD_FACTOR =
            ConfigKey.ofDouble("log.cleaner.io.buffer.load.factor");
    public static final ConfigKey<Integer> LOG_CLEANER_IO_BUFFER_SIZE = ConfigKey.ofInt("log.cleaner.io.buffer.size");
    public static final ConfigKey<Double> LOG_CLEANER_IO_MAX_BYTES_PER_SECOND =
            ConfigKey.ofDouble("log.cleaner.io.max.bytes.per.second");
    public static final ConfigKey<Long> LOG_CLEANER_BACKOFF_MS = ConfigKey.ofLong("log.cleaner.backoff.ms");
    public static final ConfigKey<Long> REPLICA_HIGH_WATERMARK_CHECKPOINT_INTERVAL_MS =
            ConfigKey.ofLong("replica.high.watermark.checkpoint.interval.ms");

    public static final ConfigKey<Integer> REPLICA_FETCH_WAIT_MAX_MS = ConfigKey.ofInt("replica.fetch.wait.max.ms");
    public static final ConfigKey<Integer> REPLICA_FETCH_MIN_BYTES = ConfigKey.ofInt("replica.fetch.min.bytes");
    public static final ConfigKey<Integer> REPLICA_FETCH_MAX_BYTES = ConfigKey.ofInt("replica.fetch.max.bytes");
    public static final ConfigKey<Integer> REPLICA_FETCH_RESPONSE_MAX_BYTES =
            ConfigKey.ofInt("replica.fetch.response.max.bytes");
    public static final ConfigKey<Integer> REPLICA_FETCH_BACKOFF_MS = ConfigKey.ofInt("replica.fetch.backoff.ms");
    public static final ConfigKey<Integer> REPLICA_SOCKET_TIMEOUT_MS = ConfigKey.ofInt("replica.socket.timeout.ms");

    public static final ConfigKey<Boolean> CONTROLLED_SHUTDOWN_ENABLE =
            ConfigKey.ofBoolean("controlled.shutdown.enable");
    public static final ConfigKey<Integer> CONTROLLED_SHUTDOWN_MAX_RETRIES =
            ConfigKey.ofInt("controlled.shutdown.max.retries");
    public static final ConfigKey<Long> CONTROLLED_SHUTDOWN_RETRY_BACKOFF_MS =
            ConfigKey.ofLong("controlled.shutdown.retry.backoff.ms");
    public static final ConfigKey<Boolean> AUTO_LEADER_REBALANCE_ENABLE =
            ConfigKey.ofBoolean("auto.leader.rebalance.enable");
    public static final ConfigKey<Long> LEADER_IMBALANCE_CHECK_INTERVAL_SECONDS =
            ConfigKey.ofLong("leader.imbalance.check.interval.seconds");
    public static final ConfigKey<Integer> LEADER_IMBALANCE_PER_BROKER_PERCENTAGE =
            ConfigKey.ofInt("leader.imbalance.per.broker.percentage");

    public static final ConfigKey<Boolean> AUTO_CREATE_TOPICS_ENABLE = ConfigKey.ofBoolean("auto.create.topics.enable");
    public static final ConfigKey<Boolean> DELETE_TOPIC_ENABLE = ConfigKey.ofBoolean("delete.topic.enable");
    public static final ConfigKey<Integer> NUM_PARTITIONS = ConfigKey.ofInt("num.partitions");
    public static final ConfigKey<Integer> DEFAULT_REPLICATION_FACTOR = ConfigKey.ofInt("default.replication.factor");
    public static final ConfigKey<Boolean> UNCLEAN_LEADER_ELECTION_ENABLE =
            ConfigKey.ofBoolean("unclean.leader.election.enable");
    public static final ConfigKey<Integer> FETCH_MAX_BYTES = ConfigKey.ofInt("fetch.max.bytes");
    public static final ConfigKey<Integer> MAX_INCREMENTAL_FETCH_SESSION_CACHE_SLOTS =
            ConfigKey.ofInt("max.incremental.fetch.session.cache.slots");
    public static final ConfigKey<Integer> MAX_REQUEST_PARTITION_SIZE_LIMIT =
            ConfigKey.ofInt("max.request.partition.size.limit");
    public static final ConfigKey<Integer> REQUEST_TIMEOUT_MS = ConfigKey.ofInt("request.timeout.ms");
    public static final ConfigKey<Integer> PRODUCER_ID_EXPIRATION_CHECK_INTERVAL_MS =
            ConfigKey.ofInt("producer.id.expiration.check.interval.ms");
    public static final ConfigKey<Integer> PRODUCER_ID_EXPIRATION_MS = ConfigKey.ofInt("producer.id.expiration.ms");
    public static final ConfigKey<Long> REPLICA_LAG_TIME_MAX_MS = ConfigKey.ofLong("replica.lag.time.max.ms");
    public static final ConfigKey<String> REPLICA_SELECTOR_CLASS = ConfigKey.ofString("replica.selector.class");
    public static final ConfigKey<Long> LEADER_REPLICATION_THROTTLED_RATE =
            ConfigKey.ofLong("leader.replication.throttled.rate");
    public static final ConfigKey<Long> FOLLOWER_REPLICATION_THROTTLED_RATE =
            ConfigKey.ofLong("follower.replication.throttled.rate");
    public static final ConfigKey<Long> REPLICA_ALTER_LOG_DIRS_IO_MAX_BYTES_PER_SECOND =
            ConfigKey.ofLong("replica.alter.log.dirs.io.max.bytes.per.second");
    public static final ConfigKey<Integer> NUM_REPLICA_ALTER_LOG_DIRS_THREADS =
            ConfigKey.ofInt("num.replica.alter.log.dirs.threads");
    public static final ConfigKey<Integer> REPLICATION_QUOTA_WINDOW_NUM =
            ConfigKey.ofInt("replication.quota.window.num");
    public static final ConfigKey<Integer> REPLICATION_QUOTA_WINDOW_SIZE_SECONDS =
            ConfigKey.ofInt("replication.quota.window.size.seconds");
    public static final ConfigKey<Integer> CONTROLLER_SOCKET_TIMEOUT_MS =
            ConfigKey.ofInt("controller.socket.timeout.ms");

    public static final ConfigKey<Integer> GROUP_CONSUMER_ASSIGNMENT_INTERVAL_MS =
            ConfigKey.ofInt("group.consumer.assignment.interval.ms");
    public static final ConfigKey<List<String>> GROUP_CONSUMER_ASSIGNORS = ConfigKey.ofList("group.consumer.assignors");
    public static final ConfigKey<Integer> GROUP_CONSUMER_HEARTBEAT_INTERVAL_MS =
            ConfigKey.ofInt("group.consumer.heartbeat.interval.ms");
    public static final ConfigKey<Integer> GROUP_CONSUMER_MAX_ASSIGNMENT_INTERVAL_MS =
            ConfigKey.ofInt("group.consumer.max.assignment.interval.ms");
    public static final ConfigKey<Integer> GROUP_CONSUMER_MAX_HEARTBEAT_INTERVAL_MS =
            ConfigKey.ofInt("group.consumer.max.heartbeat.interval.ms");
    public static final ConfigKey<Integer> GROUP_CONSUMER_MAX_SESSION_TIMEOUT_MS =
            ConfigKey.ofInt("group.consumer.max.session.timeout.ms");
    public static final ConfigKey<Integer> GROUP_CONSUMER_MAX_SIZE = ConfigKey.ofInt("group.consumer.max.size");
    public static final ConfigKey<String> GROUP_CONSUMER_MIGRATION_POLICY =
            ConfigKey.ofString("group.consumer.migration.policy");
    public static final ConfigKey<Integer> GROUP_CONSUMER_MIN_ASSIGNMENT_INTERVAL_MS =
            ConfigKey.ofInt("group.consumer.min.assignment.interval.ms");
    public static final ConfigKey<Integer> GROUP_CONSUMER_MIN_HEARTBEAT_INTERVAL_MS =
            ConfigKey.ofInt("group.consumer.min.heartbeat.interval.ms");
    public static final ConfigKey<Integer> GROUP_CONSUMER_MIN_SESSION_TIMEOUT_MS =
            ConfigKey.ofInt("group.consumer.min.session.timeout.ms");
    public static final ConfigKey<Integer> GROUP_CONSUMER_REGEX_REFRESH_INTERVAL_MS =
            ConfigKey.ofInt("group.consumer.regex.refresh.interval.ms");
    public static final ConfigKey<Integer> GROUP_CONSUMER_SESSION_TIMEOUT_MS =
            ConfigKey.ofInt("group.consumer.session.timeout.ms");
    public static final ConfigKey<Integer> GROUP_COORDINATOR_APPEND_LINGER_MS =
            ConfigKey.ofInt("group.coordinator.append.linger.ms");
    public static final ConfigKey<List<String>> GROUP_COORDINATOR_REBALANCE_PROTOCOLS =
            ConfigKey.ofList("group.coordinator.rebalance.protocols");
    public static final ConfigKey<Integer> GROUP_INITIAL_REBALANCE_DELAY_MS =
            ConfigKey.ofInt("group.initial.rebalance.delay.ms");
    public static final ConfigKey<Integer> GROUP_MAX_SESSION_TIMEOUT_MS =
            ConfigKey.ofInt("group.max.session.timeout.ms");
    public static final ConfigKey<Integer> GROUP_MAX_SIZE = ConfigKey.ofInt("group.max.size");
    public static final ConfigKey<Integer> GROUP_MIN_SESSION_TIMEOUT_MS =
            ConfigKey.ofInt("group.min.session.timeout.ms");
    public static final ConfigKey<Integer> OFFSET_METADATA_MAX_BYTES = ConfigKey.ofInt("offset.metadata.max.bytes");
    public static final ConfigKey<Integer> OFFSETS_COMMIT_TIMEOUT_MS = ConfigKey.ofInt("offsets.commit.timeout.ms");
    public static final ConfigKey<Long> OFFSETS_RETENTION_CHECK_INTERVAL_MS =
            ConfigKey.ofLong("offsets.retention.check.interval.ms");
    public static final ConfigKey<Integer> OFFSETS_RETENTION_MINUTES = ConfigKey.ofInt("offsets.retention.minutes");
    public static final ConfigKey<Integer> OFFSETS_TOPIC_COMPRESSION_CODEC =
            ConfigKey.ofInt("offsets.topic.compression.codec");
    public static final ConfigKey<Integer> OFFSETS_TOPIC_NUM_PARTITIONS =
            ConfigKey.ofInt("offsets.topic.num.partitions");
    public static final ConfigKey<Short> OFFSETS_TOPIC_REPLICATION_FACTOR =
            ConfigKey.ofShort("offsets.topic.replication.factor");
    public static final ConfigKey<Integer> OFFSETS_TOPIC_SEGMENT_BYTES = ConfigKey.ofInt("offsets.topic.segment.bytes");

    private Keys() {}
}
