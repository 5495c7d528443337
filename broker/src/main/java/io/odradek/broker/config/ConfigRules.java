/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.config;

import java.util.List;

/** Rules over several keys of one broker configuration; the first that is broken refuses the start. */
final class ConfigRules {
    private ConfigRules() {}

    static void check(BrokerConfig config) {
        oneBrokerId(config);
        noSeparateQuorum(config);
        noAuthorizer(config);
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
        if (!ownQuorum && config.zooKeeperConnect().isEmpty()) {
            throw new ConfigException("process.roles=" + String.join(",", roles) + ": this node belongs to a KRaft"
                    + " quorum, and cluster state lives in ZooKeeper here; set zookeeper.connect to the ensemble that"
                    + " its brokers share");
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
