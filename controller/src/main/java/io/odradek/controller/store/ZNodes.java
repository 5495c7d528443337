/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.store;

import io.odradek.controller.FeatureRange;
import io.odradek.controller.image.BrokerImage;
import io.odradek.controller.image.Endpoint;
import io.odradek.controller.image.TopicPartition;
import io.odradek.protocol.wire.Uuid;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Every node of Kafka 3.9 that we read or write: its path, what is written and what is understood. The texts are those
 * of Kafka 3.9.2 to the byte, the order of fields included (checked against its own encoders); older versions of them
 * can be read.
 */
public final class ZNodes {
    public static final String CONTROLLER = "/controller";
    public static final String CONTROLLER_EPOCH = "/controller_epoch";
    public static final String BROKER_IDS = "/brokers/ids";
    public static final String BROKER_SEQUENCE = "/brokers/seqid";
    public static final String TOPICS = "/brokers/topics";
    public static final String DELETE_TOPICS = "/admin/delete_topics";
    public static final String REASSIGN = "/admin/reassign_partitions";
    public static final String PREFERRED_ELECTION = "/admin/preferred_replica_election";
    public static final String CONFIG = "/config";
    public static final String CONFIG_GROUPS = CONFIG + "/groups";
    public static final String CONFIG_CHANGES = "/config/changes";
    public static final String CONFIG_CHANGE_PREFIX = CONFIG_CHANGES + "/config_change_";
    public static final String LOG_DIR_EVENTS = "/log_dir_event_notification";
    public static final String LOG_DIR_EVENT_PREFIX = LOG_DIR_EVENTS + "/log_dir_event_";
    public static final String PRODUCER_IDS = "/latest_producer_id_block";
    public static final String CLUSTER_ID = "/cluster/id";
    public static final String FEATURE = "/feature";
    public static final String MIGRATION = "/migration";

    /** What must exist before anything else, parents first; Kafka makes the same at its start. */
    public static final List<String> BASE_PATHS = List.of(
            "/consumers",
            "/brokers",
            BROKER_IDS,
            BROKER_SEQUENCE,
            TOPICS,
            "/admin",
            DELETE_TOPICS,
            "/isr_change_notification",
            PRODUCER_IDS,
            LOG_DIR_EVENTS,
            CONFIG,
            CONFIG_CHANGES,
            CONFIG + "/topics",
            CONFIG + "/clients",
            CONFIG + "/users",
            CONFIG + "/brokers",
            CONFIG + "/ips",
            "/cluster");

    /** How many producer ids a broker gets at a time. */
    public static final int PRODUCER_IDS_PER_BLOCK = 1_000;

    /** What /controller_epoch says before the first controller. */
    public static final String FIRST_CONTROLLER_EPOCH = "0";

    /** What /feature says in a ZooKeeper cluster of 3.9: features are enabled, and there are none. */
    public static final String NO_FEATURES = featuresText(Map.of());

    private static final String VERSION = "version";
    private static final String TIMESTAMP = "timestamp";

    private ZNodes() {}

    // ---- features

    /** What is finalized for the cluster (KIP-584): the level of each feature, none of which is 0. */
    public static String featuresText(Map<String, Integer> levels) {
        Map<String, Map<String, Integer>> features = new TreeMap<>();
        levels.forEach((feature, level) -> features.put(feature, Map.of("max_version_level", level)));
        return JsonText.object()
                .numbers("features", features)
                .field("version", 2)
                .field("status", 1)
                .close();
    }

    /** Nothing where the node says that features are disabled. */
    public static Map<String, Integer> readFeatures(String text) {
        JsonText.Fields fields = JsonText.read(FEATURE, text);
        Map<String, Integer> levels = new TreeMap<>();
        if (fields.number("status") == 1) {
            fields.named("features")
                    .forEach((feature, level) -> levels.put(feature, level.number("max_version_level")));
        }
        return levels;
    }

    /** What a registered broker supports; nothing that this says nothing of. */
    public static Map<String, FeatureRange> readSupportedFeatures(String brokerText) {
        Map<String, FeatureRange> supported = new TreeMap<>();
        JsonText.read(BROKER_IDS, brokerText)
                .named("features")
                .forEach((feature, range) -> supported.put(
                        feature, new FeatureRange(range.number("min_version"), range.number("max_version"))));
        return supported;
    }

    // ---- brokers and controller

    public static String broker(int id) {
        return BROKER_IDS + "/" + id;
    }

    /** A log directory of that broker has failed; there is no other event. */
    public static String logDirFailureText(int brokerId) {
        return JsonText.object()
                .field(VERSION, 1)
                .field("broker", brokerId)
                .field("event", 1)
                .close();
    }

    /** The broker that such an event is about. */
    public static int readLogDirEvent(String path, String text) {
        return JsonText.read(path, text).number("broker");
    }

    /** What a broker says of itself when it registers. */
    public static String brokerText(
            List<Endpoint> endpoints,
            @Nullable String rack,
            int jmxPort,
            Map<String, FeatureRange> features,
            long nowMs) {
        Map<String, String> protocols = new LinkedHashMap<>();
        List<String> urls = new ArrayList<>();
        Endpoint plain = null;
        for (Endpoint endpoint : endpoints) {
            protocols.put(endpoint.listener(), endpoint.securityProtocol());
            urls.add(endpoint.toString());
            if (plain == null && endpoint.securityProtocol().equals("PLAINTEXT")) {
                plain = endpoint;
            }
        }
        Map<String, Map<String, Integer>> ranges = new TreeMap<>();
        features.forEach((feature, range) -> {
            Map<String, Integer> numbers = new LinkedHashMap<>();
            numbers.put("min_version", range.min());
            numbers.put("max_version", range.max());
            ranges.put(feature, numbers);
        });
        JsonText text = JsonText.object()
                .numbers("features", ranges)
                .texts("listener_security_protocol_map", protocols)
                .texts("endpoints", urls);
        if (rack != null) {
            text.field("rack", rack);
        }
        return text.field("jmx_port", jmxPort)
                .field("port", plain == null ? -1 : plain.port())
                .field("host", plain == null ? null : plain.host())
                .field(VERSION, 5)
                .field(TIMESTAMP, Long.toString(nowMs))
                .close();
    }

    /** A registration of any version; the czxid of its node is the broker's epoch. */
    public static BrokerImage readBroker(int id, StoredNode node) {
        JsonText.Fields fields = JsonText.read(broker(id), node.text());
        Map<String, Endpoint> endpoints = new LinkedHashMap<>();
        if (fields.number(VERSION) == 1) {
            Endpoint only = new Endpoint("PLAINTEXT", "PLAINTEXT", fields.text("host"), fields.number("port"));
            endpoints.put(only.listener(), only);
        } else {
            Map<String, String> protocols = fields.textMap("listener_security_protocol_map");
            for (String url : fields.texts("endpoints")) {
                Endpoint endpoint = readEndpoint(url, protocols);
                endpoints.put(endpoint.listener(), endpoint);
            }
        }
        return new BrokerImage(id, node.czxid(), endpoints, fields.textOrNull("rack"));
    }

    private static Endpoint readEndpoint(String url, Map<String, String> protocols) {
        int scheme = url.indexOf("://");
        int colon = url.lastIndexOf(':');
        if (scheme < 0 || colon <= scheme) {
            throw new StoreException("not an endpoint: " + url);
        }
        String listener = url.substring(0, scheme);
        String host = url.substring(scheme + 3, colon);
        int port = Integer.parseInt(url.substring(colon + 1));
        return new Endpoint(listener, protocols.getOrDefault(listener, listener), host, port);
    }

    public static String controllerText(int brokerId, long nowMs) {
        return JsonText.object()
                .field(VERSION, 2)
                .field("brokerid", brokerId)
                .field(TIMESTAMP, Long.toString(nowMs))
                .field("kraftControllerEpoch", -1)
                .close();
    }

    public static int readController(String text) {
        return JsonText.read(CONTROLLER, text).number("brokerid");
    }

    // ---- topics

    public static String topic(String name) {
        return TOPICS + "/" + name;
    }

    public static String partitions(String topic) {
        return topic(topic) + "/partitions";
    }

    public static String partition(String topic, int partition) {
        return partitions(topic) + "/" + partition;
    }

    public static String state(String topic, int partition) {
        return partition(topic, partition) + "/state";
    }

    public static String topicText(TopicNode topic) {
        JsonText text = JsonText.object().ids("partitions", lists(topic, ReplicaAssignment::replicas, false));
        if (!topic.id().equals(Uuid.ZERO)) {
            text.field("topic_id", topic.id().toString());
        }
        return text.ids("adding_replicas", lists(topic, ReplicaAssignment::adding, true))
                .ids("removing_replicas", lists(topic, ReplicaAssignment::removing, true))
                .field(VERSION, 3)
                .close();
    }

    private static Map<String, List<Integer>> lists(
            TopicNode topic, Function<ReplicaAssignment, List<Integer>> part, boolean skipEmpty) {
        Map<String, List<Integer>> lists = new LinkedHashMap<>();
        topic.partitions().forEach((partition, assignment) -> {
            List<Integer> ids = part.apply(assignment);
            if (!skipEmpty || !ids.isEmpty()) {
                lists.put(partition.toString(), ids);
            }
        });
        return hashOrdered(lists);
    }

    /**
     * The order in which Kafka's hash map walks these keys. It means nothing, but with it a dump of ours and one of
     * Kafka's differ only where something is different.
     */
    private static <V> Map<String, V> hashOrdered(Map<String, V> map) {
        int table = 16;
        while (map.size() >= table * 3 / 4) {
            table *= 2;
        }
        int mask = table - 1;
        List<String> keys = new ArrayList<>(map.keySet());
        keys.sort(Comparator.comparingInt((String key) -> spread(key) & mask).thenComparingInt(ZNodes::spread));
        Map<String, V> ordered = new LinkedHashMap<>();
        for (String key : keys) {
            V value = map.get(key);
            if (value != null) {
                ordered.put(key, value);
            }
        }
        return ordered;
    }

    private static int spread(String key) {
        int hash = key.hashCode();
        return hash ^ (hash >>> 16);
    }

    /** A topic of any version. */
    public static TopicNode readTopic(String name, String text) {
        JsonText.Fields fields = JsonText.read(topic(name), text);
        Map<String, List<Integer>> adding = fields.idLists("adding_replicas");
        Map<String, List<Integer>> removing = fields.idLists("removing_replicas");
        SortedMap<Integer, ReplicaAssignment> partitions = new TreeMap<>();
        fields.idLists("partitions")
                .forEach((partition, replicas) -> partitions.put(
                        Integer.valueOf(partition),
                        new ReplicaAssignment(
                                replicas,
                                adding.getOrDefault(partition, List.of()),
                                removing.getOrDefault(partition, List.of()))));
        String id = fields.textOrNull("topic_id");
        return new TopicNode(id == null ? Uuid.ZERO : Uuid.fromString(id), partitions);
    }

    public static String stateText(StateNode state) {
        JsonText text = JsonText.object()
                .field("controller_epoch", state.controllerEpoch())
                .field("leader", state.leader())
                .field(VERSION, 1);
        if (state.recovering()) {
            text.field("leader_recovery_state", 1);
        }
        return text.field("leader_epoch", state.leaderEpoch())
                .field("isr", state.isr())
                .close();
    }

    public static StateNode readState(String path, String text) {
        JsonText.Fields fields = JsonText.read(path, text);
        return new StateNode(
                fields.number("leader"),
                fields.number("leader_epoch"),
                fields.ids("isr"),
                fields.number("controller_epoch"),
                fields.number("leader_recovery_state", 0) == 1);
    }

    public static String topicDeletion(String name) {
        return DELETE_TOPICS + "/" + name;
    }

    /** What somebody wants moved by way of {@link #REASSIGN}, the way before KIP-455. */
    public static Map<TopicPartition, List<Integer>> readReassignment(String text) {
        Map<TopicPartition, List<Integer>> targets = new LinkedHashMap<>();
        for (JsonText.Fields each : JsonText.read(REASSIGN, text).objects("partitions")) {
            targets.put(new TopicPartition(each.text("topic"), each.number("partition")), each.ids("replicas"));
        }
        return targets;
    }

    public static String reassignmentText(Map<TopicPartition, List<Integer>> targets) {
        List<JsonText> objects = new ArrayList<>();
        targets.forEach((partition, replicas) -> objects.add(JsonText.object()
                .field("topic", partition.topic())
                .field("partition", partition.partition())
                .field("replicas", replicas)));
        return JsonText.object()
                .field(VERSION, 1)
                .objects("partitions", objects)
                .close();
    }

    /** The partitions whose preferred replicas are to lead, as {@link #PREFERRED_ELECTION} names them. */
    public static Set<TopicPartition> readPreferredElection(String text) {
        Set<TopicPartition> partitions = new LinkedHashSet<>();
        for (JsonText.Fields each : JsonText.read(PREFERRED_ELECTION, text).objects("partitions")) {
            partitions.add(new TopicPartition(each.text("topic"), each.number("partition")));
        }
        return partitions;
    }

    // ---- configuration

    /** The node of an entity, named as in {@code topics/t1}. */
    public static String config(String entityPath) {
        return CONFIG + "/" + entityPath;
    }

    public static String configText(Map<String, String> configs) {
        Properties kafkasOrder = new Properties();
        configs.forEach(kafkasOrder::setProperty);
        Map<String, String> ordered = new LinkedHashMap<>();
        kafkasOrder.forEach((key, value) -> ordered.put((String) key, (String) value));
        return JsonText.object().field(VERSION, 1).texts("config", ordered).close();
    }

    /** The configuration in a node; an empty node has none. */
    public static Map<String, String> readConfig(String path, String text) {
        return text.isEmpty() ? Map.of() : JsonText.read(path, text).textMap("config");
    }

    public static String configChangeText(String entityPath) {
        return JsonText.object()
                .field(VERSION, 2)
                .field("entity_path", entityPath)
                .close();
    }

    /** The path of the entity that changed, from a notification of version 1 or 2. */
    public static String readConfigChange(String path, String text) {
        JsonText.Fields fields = JsonText.read(path, text);
        if (fields.number(VERSION) == 1) {
            return fields.text("entity_type") + "/" + fields.text("entity_name");
        }
        return fields.text("entity_path");
    }

    // ---- the rest

    public static String clusterIdText(String id) {
        return JsonText.object().field(VERSION, "1").field("id", id).close();
    }

    public static String readClusterId(String text) {
        return JsonText.read(CLUSTER_ID, text).text("id");
    }

    public static String producerIdsText(int broker, long first) {
        return JsonText.object()
                .field(VERSION, 1)
                .field("broker", broker)
                .field("block_start", Long.toString(first))
                .field("block_end", Long.toString(first + PRODUCER_IDS_PER_BLOCK - 1))
                .close();
    }

    /** The first id that no block has covered yet. */
    public static long readNextProducerId(String text) {
        return text.isEmpty() ? 0 : JsonText.read(PRODUCER_IDS, text).longNumber("block_end") + 1;
    }
}
