/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.suites;

import io.odradek.embedded.SingleBrokers;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import kafka.network.SocketServer;
import kafka.raft.KafkaRaftManager;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaBroker;
import kafka.server.KafkaConfig;
import kafka.server.SharedServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicListing;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.ApiError;
import org.apache.kafka.controller.Controller;
import org.apache.kafka.controller.ResultOrError;
import org.apache.kafka.image.loader.MetadataLoader;
import org.apache.kafka.raft.LogOffsetMetadata;
import org.apache.kafka.raft.RaftLog;

/**
 * The brokers that one of Kafka's older tests makes one after the other, of configurations of Kafka's; they and the
 * controller are stood in for, as far as a client could find out what is asked of them.
 */
public final class HarnessCluster implements BrokerHost, AutoCloseable {
    private static final long AGREED = 0;

    private final SingleBrokers brokers = new SingleBrokers();

    /** A broker of the same id takes the place of one that was shut down. */
    public KafkaBroker broker(KafkaConfig config, boolean start) {
        int id = config.brokerId();
        brokers.add(id, HarnessProperties.of(config));
        if (start) {
            brokers.start(id);
        }
        return new BrokerFacade(id, brokers.address(id), brokers.properties(id), this)
                .as(BrokerServer.class, Map.of("sharedServer", none -> shared()));
    }

    private int controllerId() {
        return asked(
                anyServer(), admin -> admin.describeCluster().controller().get().id());
    }

    private SharedServer shared() {
        return StandIn.of(
                SharedServer.class,
                Map.of(
                        "loader",
                        none -> StandIn.of(
                                MetadataLoader.class,
                                Map.of("lastAppliedOffset", unused -> agree() ? AGREED : AGREED - 1))));
    }

    /** As KRaft's: what is asked of it is whether all know the same, the ids of topics, and its port. */
    public ControllerServer controller() {
        return StandIn.of(
                ControllerServer.class,
                Map.of(
                        "clusterId",
                        none -> clusterId(),
                        "config",
                        none -> StandIn.of(KafkaConfig.class, Map.of("nodeId", unused -> controllerId())),
                        "raftManager",
                        none -> StandIn.of(KafkaRaftManager.class, Map.of("raftLog", unused -> raftLog())),
                        "socketServer",
                        none -> StandIn.of(SocketServer.class, Map.of("boundPort", listener -> controllersPort())),
                        "controller",
                        none -> StandIn.of(
                                Controller.class,
                                Map.of(
                                        "incrementalAlterConfigs",
                                        asked -> known(alter((Map<?, ?>) asked[1])),
                                        "findTopicIds",
                                        asked -> known(topicIds((Collection<?>) asked[1])),
                                        "findAllTopicIds",
                                        asked -> known(topics(anyServer()))))));
    }

    /** The broker that is the controller answers what is asked of it. */
    private int controllersPort() {
        return asked(
                anyServer(), admin -> admin.describeCluster().controller().get().port());
    }

    private static RaftLog raftLog() {
        return StandIn.of(RaftLog.class, Map.of("endOffset", none -> new LogOffsetMetadata(AGREED + 1)));
    }

    /** A broker is the controller, so that its settings are those of a broker. */
    private Map<ConfigResource, ApiError> alter(Map<?, ?> changes) {
        Map<ConfigResource, Collection<AlterConfigOp>> asked = new HashMap<>();
        changes.forEach((resource, settings) -> ((Map<?, ?>) settings)
                .forEach((name, change) -> asked.computeIfAbsent((ConfigResource) resource, key -> new ArrayList<>())
                        .add(operation((String) name, (Map.Entry<?, ?>) change))));
        asked(anyServer(), admin -> admin.incrementalAlterConfigs(asked).all().get());
        return asked.keySet().stream().collect(Collectors.toMap(resource -> resource, done -> ApiError.NONE));
    }

    private static AlterConfigOp operation(String name, Map.Entry<?, ?> change) {
        return new AlterConfigOp(
                new ConfigEntry(name, (String) change.getValue()), (AlterConfigOp.OpType) change.getKey());
    }

    /** For Kafka's callers, who take it for the future that it is. */
    @SuppressWarnings("FutureReturnValueIgnored")
    private static Object known(Object what) {
        return CompletableFuture.completedFuture(what);
    }

    private Map<Object, ResultOrError<Uuid>> topicIds(Collection<?> names) {
        Map<String, Uuid> known = topics(anyServer());
        Map<Object, ResultOrError<Uuid>> ids = new HashMap<>();
        names.forEach(name -> ids.put(
                name,
                Optional.ofNullable(known.get(name))
                        .map(ResultOrError::of)
                        .orElseGet(() -> new ResultOrError<>(new ApiError(Errors.UNKNOWN_TOPIC_OR_PARTITION)))));
        return ids;
    }

    /** Whether every running broker knows the same brokers and topics. */
    private boolean agree() {
        Set<Object> views = new HashSet<>();
        brokers.running().forEach(id -> views.add(List.of(nodes(brokers.address(id)), topics(brokers.address(id)))));
        return views.size() <= 1;
    }

    private Set<Integer> nodes(String server) {
        return asked(
                server,
                admin -> admin.describeCluster().nodes().get().stream()
                        .map(Node::id)
                        .collect(Collectors.toSet()));
    }

    private Map<String, Uuid> topics(String server) {
        return asked(
                server,
                admin -> admin.listTopics().listings().get().stream()
                        .collect(Collectors.toMap(TopicListing::name, TopicListing::topicId)));
    }

    /** What an admin client is asked. */
    @FunctionalInterface
    private interface Question<T> {
        T of(Admin admin) throws InterruptedException, ExecutionException;
    }

    private <T> T asked(String server, Question<T> question) {
        try (Admin admin = admin(Map.of("bootstrap.servers", server))) {
            return question.of(admin);
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(server + " does not tell", e);
        }
    }

    private String anyServer() {
        return brokers.address(brokers.running().iterator().next());
    }

    @Override
    public boolean isRunning(int brokerId) {
        return brokers.isRunning(brokerId);
    }

    @Override
    public void startBroker(int brokerId) {
        if (!brokers.isRunning(brokerId)) {
            brokers.start(brokerId);
        }
    }

    @Override
    public void shutdownBroker(int brokerId) {
        if (brokers.isRunning(brokerId)) {
            brokers.stop(brokerId);
        }
    }

    @Override
    public String clusterId() {
        return asked(anyServer(), admin -> admin.describeCluster().clusterId().get());
    }

    @Override
    public boolean hasConsumerGroups(String server) {
        return true;
    }

    @Override
    public Admin admin() {
        return admin(Map.of("bootstrap.servers", anyServer()));
    }

    @Override
    public Admin admin(Map<String, Object> settings) {
        return Admin.create(settings);
    }

    @Override
    public void close() {
        brokers.close();
    }
}
