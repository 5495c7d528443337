/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.cluster;

import static io.odradek.compat.TestBroker.get;
import static org.awaitility.Awaitility.await;

import io.odradek.compat.DumpOnFailure;
import io.odradek.compat.TestBroker;
import io.odradek.compat.process.BrokerCluster;
import io.odradek.compat.process.BrokerKind;
import io.odradek.compat.process.BrokerProcess;
import io.odradek.compat.process.ClusterSetup;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Brokers as processes, with a stock Admin client for them and every wait with an end. The brokers are Odradek's with a
 * ZooKeeper server, or Apache Kafka's with {@code -Dcompat.broker=kafka}.
 */
public final class TestCluster implements AutoCloseable {

    public static final Duration START_MAX = Duration.ofSeconds(90);

    private final BrokerKind kind;
    private final BrokerCluster processes;
    private Admin admin;

    private TestCluster(BrokerKind kind, BrokerCluster processes) {
        this.kind = kind;
        this.processes = processes;
        this.admin = Admin.create(clientSettings(processes.bootstrapServers()));
    }

    /** Started, and every broker known to every other. */
    public static TestCluster start(ClusterSetup setup) {
        return start(setup, processes -> processes.start(START_MAX));
    }

    /** The same, with broker 1 as the controller. */
    public static TestCluster startFirstAlone(ClusterSetup setup) {
        return start(setup, processes -> processes.startFirstAlone(START_MAX));
    }

    private static TestCluster start(ClusterSetup setup, Consumer<BrokerCluster> launch) {
        BrokerCluster processes = BrokerCluster.prepared(setup);
        try {
            launch.accept(processes);
        } catch (RuntimeException | Error e) {
            processes.close();
            throw e;
        }
        TestCluster cluster = new TestCluster(setup.kinds().get(0), processes);
        try {
            cluster.awaitBrokers(setup.kinds().size(), START_MAX);
            return cluster;
        } catch (RuntimeException | Error e) {
            cluster.close();
            throw e;
        }
    }

    public static TestCluster start(Path folder, int brokers) {
        return start(ClusterSetup.of(folder, brokers, kindUnderTest()));
    }

    public static BrokerKind kindUnderTest() {
        return TestBroker.againstKafka() ? BrokerKind.KAFKA : BrokerKind.ODRADEK;
    }

    /** For any client: a broker that does not answer is given up soon, one that is back is tried soon. */
    public static Map<String, Object> clientSettings(String bootstrapServers) {
        return new HashMap<>(Map.of(
                "bootstrap.servers", bootstrapServers,
                "request.timeout.ms", 3_000,
                "default.api.timeout.ms", 15_000,
                "socket.connection.setup.timeout.ms", 2_000,
                "reconnect.backoff.ms", 20,
                "reconnect.backoff.max.ms", 200,
                "retry.backoff.ms", 50,
                "retry.backoff.max.ms", 200,
                "metadata.max.age.ms", 5_000));
    }

    /**
     * For a test that replaces brokers by others at other addresses: an Admin client that can connect to none of those it
     * knows begins anew with its first addresses, and finds nobody when they are all gone.
     */
    public void askAt(String bootstrapServers) {
        admin.close(Duration.ZERO);
        admin = Admin.create(clientSettings(bootstrapServers));
    }

    public BrokerCluster processes() {
        return processes;
    }

    public BrokerProcess broker(int id) {
        return processes.broker(id);
    }

    public Admin admin() {
        return admin;
    }

    public String bootstrapServers() {
        return processes.bootstrapServers();
    }

    /** Returns when each partition has a leader and all its replicas in sync. */
    public void createTopic(String name, int partitions, int replicas, Map<String, String> configs) {
        createTopic(new NewTopic(name, partitions, (short) replicas).configs(configs));
    }

    /** Returns when each partition has a leader and all its replicas in sync. */
    public void createTopic(NewTopic topic) {
        await().atMost(START_MAX)
                .ignoreExceptionsMatching(failure -> failure.getCause() instanceof RetriableException)
                .until(() -> created(topic));
        awaitInSync(List.of(topic.name()), START_MAX);
    }

    /** On a busy machine the client may repeat a call that was carried out. */
    private boolean created(NewTopic topic) {
        try {
            get(admin.createTopics(List.of(topic)).all());
        } catch (TestBroker.CallFailed e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
        return true;
    }

    public Map<TopicPartition, TopicPartitionInfo> partitions(Collection<String> topics) {
        Map<String, TopicDescription> described =
                get(admin.describeTopics(topics).allTopicNames());
        Map<TopicPartition, TopicPartitionInfo> all = new HashMap<>();
        described.forEach((name, topic) -> topic.partitions()
                .forEach(partition -> all.put(new TopicPartition(name, partition.partition()), partition)));
        return all;
    }

    /** The broker that leads it, if one does. */
    public Optional<Integer> leader(TopicPartition partition) {
        TopicPartitionInfo info = partitions(List.of(partition.topic())).get(partition);
        return Optional.ofNullable(info.leader())
                .filter(node -> !node.isEmpty())
                .map(Node::id);
    }

    /** The active controller; of KRaft, the leader of the quorum. */
    public int controller() {
        return kind == BrokerKind.KAFKA
                ? get(admin.describeMetadataQuorum().quorumInfo()).leaderId()
                : get(admin.describeCluster().controller()).id();
    }

    /** Of all partitions; whatever comes of it. */
    public void askForPreferredLeaders() {
        KafkaFuture<Void> unused =
                admin.electLeaders(ElectionType.PREFERRED, null).all();
    }

    public void awaitBrokers(int count, Duration time) {
        await().atMost(time)
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptions()
                .until(() -> get(admin.describeCluster().nodes()).size() == count);
    }

    /** Until every replica of every partition of these topics is in sync and one of them leads. */
    public void awaitInSync(Collection<String> topics, Duration time) {
        awaitPartitions(topics, time, partition -> {
            boolean led = partition.leader() != null && !partition.leader().isEmpty();
            return led && partition.isr().size() == partition.replicas().size();
        });
    }

    /** What the last call failed with, if it did, is the cause of the failure: a cluster that answers nobody says why. */
    public void awaitPartitions(Collection<String> topics, Duration time, Predicate<TopicPartitionInfo> wanted) {
        AtomicReference<RuntimeException> last = new AtomicReference<>();
        try {
            await().atMost(time)
                    .pollInterval(Duration.ofMillis(100))
                    .until(
                            () -> described(topics, last),
                            all -> !all.isEmpty() && all.values().stream().allMatch(wanted));
        } catch (ConditionTimeoutException e) {
            if (last.get() != null) {
                e.addSuppressed(last.get());
            }
            DumpOnFailure.dump("waiting for the partitions of " + topics, e);
            throw e;
        }
    }

    /** Empty if there is no answer. */
    private Map<String, TopicPartitionInfo> described(
            Collection<String> topics, AtomicReference<RuntimeException> last) {
        try {
            return new TreeMap<>(byName(partitions(topics)));
        } catch (RuntimeException e) {
            last.set(e);
            return Map.of();
        }
    }

    private static Map<String, TopicPartitionInfo> byName(Map<TopicPartition, TopicPartitionInfo> partitions) {
        Map<String, TopicPartitionInfo> named = new HashMap<>();
        partitions.forEach((partition, info) -> named.put(partition.toString(), info));
        return named;
    }

    @Override
    public void close() {
        admin.close(Duration.ZERO);
        processes.close();
    }
}
