/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.config;

import io.odradek.controller.store.Ensemble;
import java.util.List;
import java.util.Optional;

/** Rules over several keys of one broker configuration; the first that is broken refuses the start. */
final class ConfigRules {
    private static final String RACK_AWARE = "org.apache.kafka.common.replica.RackAwareReplicaSelector";

    private ConfigRules() {}

    static void check(BrokerConfig config) {
        oneBrokerId(config);
        noSeparateQuorum(config);
        memberOfItsEnsemble(config);
        noAuthorizer(config);
        knownReplicaSelector(config);
        retentionIsNotZero(config);
        classicGroupsAreServed(config);
        notLess(config, "queued.max.request.bytes", "socket.request.max.bytes");
        notLess(config, "replica.socket.timeout.ms", "replica.fetch.wait.max.ms");
        notLess(config, "replica.lag.time.max.ms", "replica.fetch.wait.max.ms");
        notLess(config, "group.max.session.timeout.ms", "group.min.session.timeout.ms");
        consumerGroupTimes(config);
        notLess(config, "connections.max.idle.ms", "connection.failed.authentication.delay.ms");
    }

    /** Kafka refuses it: everything would be deleted at once. */
    private static void retentionIsNotZero(BrokerConfig config) {
        for (String name : List.of("log.retention.ms", "log.retention.minutes", "log.retention.hours")) {
            if (config.texts().containsKey(name) && number(config, name) == 0) {
                throw new ConfigException(name + "=0 must be at least 1, or -1 to keep records for ever");
            }
        }
    }

    /** Kafka refuses to serve none, and so to name nothing at all. */
    private static void classicGroupsAreServed(BrokerConfig config) {
        List<String> protocols = config.get(Keys.GROUP_COORDINATOR_REBALANCE_PROTOCOLS);
        if (!protocols.contains("classic")) {
            throw new ConfigException(Keys.GROUP_COORDINATOR_REBALANCE_PROTOCOLS.name() + "="
                    + String.join(",", protocols) + " must contain classic; add it");
        }
    }

    private static void consumerGroupTimes(BrokerConfig config) {
        between(
                config,
                Keys.GROUP_CONSUMER_MIN_SESSION_TIMEOUT_MS,
                Keys.GROUP_CONSUMER_SESSION_TIMEOUT_MS,
                Keys.GROUP_CONSUMER_MAX_SESSION_TIMEOUT_MS);
        between(
                config,
                Keys.GROUP_CONSUMER_MIN_HEARTBEAT_INTERVAL_MS,
                Keys.GROUP_CONSUMER_HEARTBEAT_INTERVAL_MS,
                Keys.GROUP_CONSUMER_MAX_HEARTBEAT_INTERVAL_MS);
        between(
                config,
                Keys.GROUP_CONSUMER_MIN_ASSIGNMENT_INTERVAL_MS,
                Keys.GROUP_CONSUMER_ASSIGNMENT_INTERVAL_MS,
                Keys.GROUP_CONSUMER_MAX_ASSIGNMENT_INTERVAL_MS);
        notLess(
                config,
                Keys.GROUP_CONSUMER_SESSION_TIMEOUT_MS.name(),
                Keys.GROUP_CONSUMER_HEARTBEAT_INTERVAL_MS.name());
    }

    private static void between(
            BrokerConfig config, ConfigKey<Integer> min, ConfigKey<Integer> value, ConfigKey<Integer> max) {
        notLess(config, max.name(), min.name());
        notLess(config, max.name(), value.name());
        notLess(config, value.name(), min.name());
    }

    /** Holds two whole numbers against each other; -1 is no limit, and defaults agree among themselves. */
    private static void notLess(BrokerConfig config, String larger, String smaller) {
        if (!config.texts().containsKey(larger) && !config.texts().containsKey(smaller)) {
            return;
        }
        long most = number(config, larger);
        long least = number(config, smaller);
        if (most >= 0 && most < least) {
            throw new ConfigException(larger + "=" + most + " must not be less than " + smaller + "=" + least);
        }
    }

    private static long number(BrokerConfig config, String name) {
        Object value = config.value(name);
        return value == null ? -1 : ((Number) value).longValue();
    }

    private static void oneBrokerId(BrokerConfig config) {
        if (config.isSet(Keys.BROKER_ID) && config.isSet(Keys.NODE_ID)) {
            int brokerId = config.get(Keys.BROKER_ID);
            int nodeId = config.get(Keys.NODE_ID);
            if (brokerId != nodeId) {
                throw new ConfigException("broker.id=" + brokerId + " and node.id=" + nodeId
                        + " contradict each other; remove one of them");
            }
        }
    }

    /**
     * A file written for KRaft starts here when it describes one node that is its own quorum. A member of a larger one
     * must not start alone with an empty embedded ZooKeeper: its clients would see another cluster.
     */
    private static void noSeparateQuorum(BrokerConfig config) {
        List<String> roles = config.find(Keys.PROCESS_ROLES).orElse(List.of());
        if (roles.isEmpty()) {
            return;
        }
        if (!roles.contains("broker")) {
            throw new ConfigException("process.roles=controller: there is no separate controller process here, every"
                    + " broker can be the controller; remove process.roles or this node");
        }
        boolean ownQuorum = roles.contains("controller")
                && config.find(Keys.CONTROLLER_QUORUM_VOTERS).orElse(List.of()).size() <= 1
                && config.find(Keys.CONTROLLER_QUORUM_BOOTSTRAP_SERVERS)
                                .orElse(List.of())
                                .size()
                        <= 1;
        if (!ownQuorum && config.zooKeeperConnect().isEmpty() && !config.isSet(Keys.ODRADEK_ZOOKEEPER_ENSEMBLE)) {
            throw new ConfigException("process.roles=" + String.join(",", roles) + ": this node belongs to a KRaft"
                    + " quorum, and cluster state lives in ZooKeeper here; set zookeeper.connect to the ensemble that"
                    + " its brokers share");
        }
    }

    /** Kafka loads any class that implements its interface; here there is the one that it ships. */
    private static void knownReplicaSelector(BrokerConfig config) {
        String selector = config.find(Keys.REPLICA_SELECTOR_CLASS).orElse(RACK_AWARE);
        if (!selector.equals(RACK_AWARE)) {
            throw new ConfigException("replica.selector.class=" + selector + " is not known; remove it, or set "
                    + RACK_AWARE + " to let consumers read in their own rack");
        }
    }

    /** A broker outside its ensemble would need another way to reach it, and one with two would be of two clusters. */
    private static void memberOfItsEnsemble(BrokerConfig config) {
        String key = Keys.ODRADEK_ZOOKEEPER_ENSEMBLE.name();
        Optional<Ensemble> given;
        try {
            given = config.zooKeeperEnsemble();
        } catch (IllegalArgumentException e) {
            throw new ConfigException(key + ": " + e.getMessage());
        }
        if (given.isEmpty()) {
            return;
        }
        if (config.zooKeeperConnect().isPresent()) {
            throw new ConfigException(
                    key + " and zookeeper.connect are both set: keep the one that the other brokers have");
        }
        int id = config.brokerId()
                .orElseThrow(() -> new ConfigException(key + " needs broker.id to be set, to one of "
                        + given.get().ids()));
        if (!given.get().contains(id)) {
            throw new ConfigException(key + " has the members " + given.get().ids() + " and not broker.id=" + id
                    + ": correct one of them, or give this broker zookeeper.connect in place of " + key);
        }
    }

    private static void noAuthorizer(BrokerConfig config) {
        String authorizer = config.get(Keys.AUTHORIZER_CLASS_NAME);
        if (!authorizer.isBlank()) {
            throw new ConfigException("authorizer.class.name=" + authorizer + ": this version has no authorizer and"
                    + " would let everybody in; remove the key to accept that");
        }
    }
}
