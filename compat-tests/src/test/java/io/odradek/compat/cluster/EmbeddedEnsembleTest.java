/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.cluster;

import static io.odradek.compat.TestBroker.get;
import static io.odradek.compat.cluster.TestCluster.START_MAX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.odradek.compat.DumpOnFailure;
import io.odradek.compat.process.BrokerKind;
import io.odradek.compat.process.BrokerProcess;
import io.odradek.compat.process.BrokerSetup;
import io.odradek.compat.process.ClusterSetup;
import io.odradek.compat.process.FreePorts;
import io.odradek.compat.process.OdradekProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Three brokers that run their ZooKeeper ensemble inside themselves, by one setting. */
@Timeout(240)
@ExtendWith(DumpOnFailure.class)
class EmbeddedEnsembleTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    /** After the majority is back. */
    private static final Duration RESUMED_MAX = Duration.ofSeconds(5);

    /** A broker asks for two seconds who takes its leadership over, and closes its logs. */
    private static final Duration STOP_ALONE_MAX = Duration.ofSeconds(8);

    private static final Pattern LEADS = Pattern.compile("ZooKeeper peer (\\d+) leads the ensemble");

    @TempDir
    Path folder;

    private static String ensemble() {
        return IntStream.rangeClosed(1, 3)
                .mapToObj(id -> id + "@127.0.0.1:" + FreePorts.one() + ":" + FreePorts.one() + ":" + FreePorts.one())
                .collect(Collectors.joining(","));
    }

    private TestCluster start() {
        return TestCluster.start(ClusterSetup.of(folder, 3, BrokerKind.ODRADEK)
                .withProperties(Map.of("zookeeper.connect", "", "odradek.zookeeper.ensemble", ensemble())));
    }

    /** The broker whose peer was elected last. */
    private static int leadingPeer(TestCluster cluster) throws Exception {
        String last = "";
        int leader = 0;
        for (int id : cluster.processes().ids()) {
            for (String line : Files.readAllLines(cluster.broker(id).outputFile())) {
                Matcher matcher = LEADS.matcher(line);
                if (matcher.find() && line.compareTo(last) > 0) {
                    last = line;
                    leader = Integer.parseInt(matcher.group(1));
                }
            }
        }
        return leader;
    }

    @Test
    void theClusterLivesOnWithoutTheBrokerWhosePeerLedAndTakesItBack() throws Exception {
        try (TestCluster cluster = start()) {
            cluster.createTopic("before", 3, 3, Map.of());
            int gone = leadingPeer(cluster);
            assertThat(gone).isPositive();

            cluster.broker(gone).kill();

            await().atMost(SOON)
                    .ignoreExceptions()
                    .until(() -> get(cluster.admin()
                                    .createTopics(List.of(new NewTopic("after", 1, (short) 2)))
                                    .all())
                            == null);
            cluster.broker(gone).start(START_MAX);
            cluster.awaitBrokers(3, START_MAX);
            cluster.awaitInSync(List.of("before"), START_MAX);
            assertThat(leadingPeer(cluster)).isNotEqualTo(gone);
        }
    }

    @Test
    void withoutAMajorityRecordsAreStillProducedAndTheRestWaits() throws Exception {
        try (TestCluster cluster = start()) {
            cluster.createTopic("mine", 3, 1, Map.of());
            cluster.createTopic("shared", 6, 3, Map.of());
            int left = 1;
            TopicPartition partition = cluster.partitions(List.of("mine")).entrySet().stream()
                    .filter(entry -> entry.getValue().leader().id() == left)
                    .findFirst()
                    .orElseThrow()
                    .getKey();
            cluster.broker(2).kill();
            cluster.broker(3).kill();

            Map<String, Object> settings =
                    TestCluster.clientSettings(cluster.broker(left).bootstrapServers());
            settings.put("delivery.timeout.ms", 30_000);
            settings.put("linger.ms", 0);
            settings.put("enable.idempotence", false);
            try (KafkaProducer<String, String> producer =
                    new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
                for (int i = 0; i < 10; i++) {
                    long offset = get(producer.send(
                                    new ProducerRecord<>(partition.topic(), partition.partition(), null, "v" + i)))
                            .offset();
                    assertThat(offset).isEqualTo(i);
                }
            }

            cluster.broker(2).start(START_MAX);
            long fromNs = System.nanoTime();
            cluster.awaitPartitions(List.of("shared"), SOON, each -> isWithout(3, each));
            Duration resumed = Duration.ofNanos(System.nanoTime() - fromNs);
            System.err.println(
                    "elections and in-sync changes " + resumed.toMillis() + " ms after the majority was back");
            assertThat(resumed).isLessThan(RESUMED_MAX);
            try (Admin admin =
                    Admin.create(TestCluster.clientSettings(cluster.broker(left).bootstrapServers()))) {
                await().atMost(SOON)
                        .ignoreExceptions()
                        .until(() -> get(admin.createTopics(List.of(new NewTopic("again", 1, (short) 2)))
                                        .all())
                                == null);
            }
            cluster.broker(2).kill();
            stopsSoon(cluster.broker(left));
        }
    }

    private static boolean isWithout(int broker, TopicPartitionInfo partition) {
        return partition.leader() != null
                && partition.leader().id() != broker
                && partition.isr().stream().noneMatch(replica -> replica.id() == broker);
    }

    private static void stopsSoon(BrokerProcess broker) {
        long fromNs = System.nanoTime();
        broker.stop(SOON);
        Duration took = Duration.ofNanos(System.nanoTime() - fromNs);
        System.err.println("the broker that was left stopped in " + took.toMillis() + " ms");
        assertThat(took).isLessThan(STOP_ALONE_MAX);
    }

    @Test
    void whatCannotWorkIsToldInOneLine() throws Exception {
        String three = ensemble();
        assertThat(refusal(Map.of("broker.id", "7", "odradek.zookeeper.ensemble", three)))
                .contains("odradek.zookeeper.ensemble has the members 1, 2, 3 and not broker.id=7");
        assertThat(refusal(Map.of("broker.id", "1", "odradek.zookeeper.ensemble", three + ",4@127.0.0.1:1:2:3")))
                .contains("it has 4 members");
        assertThat(refusal(
                        Map.of("broker.id", "1", "odradek.zookeeper.ensemble", three, "zookeeper.connect", "a:2181")))
                .contains("odradek.zookeeper.ensemble and zookeeper.connect are both set");
    }

    private String refusal(Map<String, String> properties) throws Exception {
        OdradekProcess broker = new OdradekProcess(
                BrokerSetup.in(Files.createTempDirectory(folder, "refused")).withProperties(properties));
        try (broker) {
            assertThat(broker.launch().waitFor(SOON)).isTrue();
            List<String> lines = Files.readAllLines(broker.outputFile());
            assertThat(lines.stream().filter(line -> line.contains("ERROR"))).hasSize(1);
            return lines.get(lines.size() - 1);
        }
    }
}
