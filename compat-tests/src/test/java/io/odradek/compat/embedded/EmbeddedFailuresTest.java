/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.embedded;

import static io.odradek.compat.embedded.Records.admin;
import static io.odradek.compat.embedded.Records.consume;
import static io.odradek.compat.embedded.Records.produce;
import static io.odradek.compat.embedded.Records.producer;
import static io.odradek.compat.embedded.Records.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.odradek.embedded.OdradekCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Brokers in this JVM that end, or stand still, without having been asked. */
@Timeout(120)
class EmbeddedFailuresTest {
    private static final Duration FOUND_OUT_MAX = Duration.ofSeconds(15);

    private static OdradekCluster three() throws Exception {
        OdradekCluster cluster =
                OdradekCluster.ofBrokers(3).with("min.insync.replicas", "2").start();
        try (Admin admin = admin(cluster)) {
            admin.createTopics(Set.of(new NewTopic("t", 1, (short) 3))).all().get();
        }
        return cluster;
    }

    private static TopicPartitionInfo partition(Admin admin) throws Exception {
        return admin.describeTopics(Set.of("t"))
                .allTopicNames()
                .get()
                .get("t")
                .partitions()
                .get(0);
    }

    private static int leader(OdradekCluster cluster) throws Exception {
        try (Admin admin = admin(cluster)) {
            return partition(admin).leader().id();
        }
    }

    private static Path cleanMark(OdradekCluster cluster, int brokerId) {
        return Path.of(cluster.properties(brokerId).get("log.dirs"), ".kafka_cleanshutdown");
    }

    /** Each record is acknowledged before the next is sent; the leader dies in the middle. */
    @Test
    void aKilledLeaderLosesNothingThatWasAcknowledged() throws Exception {
        try (OdradekCluster cluster = three()) {
            int leader = leader(cluster);
            List<String> sent = new ArrayList<>();
            try (KafkaProducer<byte[], byte[]> producer = producer(cluster)) {
                List<Future<RecordMetadata>> acknowledged = new ArrayList<>();
                for (int i = 0; i < 1000; i++) {
                    sent.add("record " + i);
                    acknowledged.add(producer.send(record("t", "record " + i)));
                    if (i == 500) {
                        acknowledged.get(0).get();
                        cluster.kill(leader);
                    }
                }
                for (Future<RecordMetadata> one : acknowledged) {
                    one.get();
                }
            }

            assertThat(cluster.isRunning(leader)).isFalse();
            assertThat(cleanMark(cluster, leader)).doesNotExist();
            assertThat(leader(cluster)).isNotEqualTo(leader);
            cluster.start(leader);
            try (Admin admin = admin(cluster)) {
                await().atMost(FOUND_OUT_MAX).until(() -> partition(admin).isr().size() == 3);
            }
            assertThat(consume(cluster, "t", 1000)).containsExactlyElementsOf(sent);
        }
    }

    @Test
    void aStoppedBrokerIsMarkedAsCleanAndAKilledOneIsNot() throws Exception {
        try (OdradekCluster cluster = OdradekCluster.ofBrokers(1).start()) {
            produce(cluster, "t", "one");

            cluster.stop(0);

            assertThat(cleanMark(cluster, 0)).exists();
            cluster.start(0);
            produce(cluster, "t", "two");
            cluster.kill(0);
            assertThat(cleanMark(cluster, 0)).doesNotExist();
            cluster.start(0);
            assertThat(consume(cluster, "t", 2)).containsExactly("one", "two");
        }
    }

    @Test
    void aPausedLeaderIsReplacedAndFollowsWhenItGoesOn() throws Exception {
        try (OdradekCluster cluster = three()) {
            int leader = leader(cluster);
            produce(cluster, "t", "one");

            cluster.pause(leader);

            assertThat(cluster.isRunning(leader)).isFalse();
            await().atMost(FOUND_OUT_MAX).until(() -> anotherLeads(cluster, leader));
            produce(cluster, "t", "two");
            cluster.resume(leader);
            assertThat(cluster.isRunning(leader)).isTrue();
            try (Admin admin = admin(cluster)) {
                await().atMost(FOUND_OUT_MAX).until(() -> partition(admin).isr().size() == 3);
            }
            assertThat(consume(cluster, "t", 2)).containsExactly("one", "two");
        }
    }

    /**
     * Asked of the others, before a producer is: one that hears of a leader that does not answer, and has no connection
     * but that one, asks nobody else for as long as it goes on connecting there, a minute at times.
     */
    private static boolean anotherLeads(OdradekCluster cluster, int paused) throws Exception {
        int other = paused == 0 ? 1 : 0;
        try (Admin admin = impatientAdmin(cluster, other)) {
            Node leader = partition(admin).leader();
            return leader != null && leader.id() != paused;
        } catch (ExecutionException e) {
            return false;
        }
    }

    @Test
    void aBrokerThatIsPausedForLongerThanItsSessionRegistersAgain() throws Exception {
        try (OdradekCluster cluster = OdradekCluster.ofBrokers(2)
                .with("zookeeper.session.timeout.ms", "1000")
                .start()) {
            await().atMost(FOUND_OUT_MAX).until(() -> brokersKnownToFirst(cluster) == 2);

            cluster.pause(1);

            await().atMost(FOUND_OUT_MAX).until(() -> brokersKnownToFirst(cluster) == 1);
            cluster.resume(1);
            await().atMost(FOUND_OUT_MAX).until(() -> brokersKnownToFirst(cluster) == 2);
        }
    }

    /** By a client of its own each time, as it may turn to the broker that does not answer, and stay with it. */
    private static int brokersKnownToFirst(OdradekCluster cluster) throws Exception {
        try (Admin admin = impatientAdmin(cluster, 0)) {
            return admin.describeCluster().nodes().get().size();
        } catch (ExecutionException e) {
            return 0;
        }
    }

    private static Admin impatientAdmin(OdradekCluster cluster, int brokerId) {
        return Admin.create(Map.of(
                "bootstrap.servers",
                cluster.address(brokerId),
                "request.timeout.ms",
                "500",
                "default.api.timeout.ms",
                "1000"));
    }

    @Test
    void aClusterClosesWhileOneOfItsBrokersIsPausedAndAnotherIsDead() throws Exception {
        OdradekCluster cluster = three();
        cluster.kill(0);
        cluster.pause(1);

        cluster.close();

        await().atMost(FOUND_OUT_MAX)
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                        .noneMatch(thread -> thread.getName().startsWith("odradek-")));
    }
}
