/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.faults;

import static io.odradek.compat.TestBroker.get;
import static org.awaitility.Awaitility.await;

import io.odradek.compat.cluster.TestCluster;
import io.odradek.compat.faults.check.Check;
import io.odradek.compat.faults.check.Outcome;
import io.odradek.compat.faults.check.Placed;
import io.odradek.compat.faults.check.ReplicaContent;
import io.odradek.compat.faults.check.Violation;
import io.odradek.compat.process.BrokerKind;
import io.odradek.compat.process.ClusterSetup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;

/**
 * A cluster of Odradek and Apache Kafka 3.9 brokers under load, from start to checks. Broker 1 is alone of its kind: it
 * starts first and is the controller; when it is killed, the other kind takes over, and it is killed once more as a
 * leader. So each kind controls, leads and follows the other.
 */
final class MixedRun {

    private static final String TOPIC = "mixed";
    private static final int BROKERS = 3;
    private static final int ALONE = 1;
    private static final Duration RECOVERY_MAX = Duration.ofMinutes(2);
    private static final Duration STOP_MAX = Duration.ofSeconds(60);
    private static final LoadSetup LOAD = new LoadSetup(TOPIC, 6, 2, 1, 100);

    /**
     * Kafka does not start as long as the session of its killed predecessor lasts, and hears of a death only by it; nor
     * does it where group.version is finalized, as it would be in a cluster that Odradek makes for itself.
     */
    private static final Map<String, String> FOR_BOTH =
            Map.of("zookeeper.session.timeout.ms", "4000", "group.coordinator.rebalance.protocols", "classic");

    private final List<BrokerKind> kinds;
    private final Path folder;
    private final Chronicle chronicle;
    private final List<Violation> violations = new ArrayList<>();

    /** @param kinds the first differs from the others */
    MixedRun(List<BrokerKind> kinds, Path folder) throws IOException {
        this.kinds = kinds;
        this.folder = Files.createDirectories(folder);
        this.chronicle = new Chronicle(folder.resolve("chronicle.txt"));
    }

    /** What was wrong. Each round hits every broker. */
    List<Violation> run(int rounds) throws InterruptedException {
        ClusterSetup setup = ClusterSetup.of(folder, kinds).withProperties(FOR_BOTH);
        try (TestCluster cluster = TestCluster.startFirstAlone(setup)) {
            chronicle.write("started: " + kinds);
            expectController(cluster, kinds.get(0));
            cluster.createTopic(TOPIC, LOAD.partitions(), BROKERS, Map.of("min.insync.replicas", "2"));
            try (Load load = new Load(LOAD, TestCluster.clientSettings(cluster.bootstrapServers()), chronicle)) {
                load.start();
                for (int round = 0; round < rounds; round++) {
                    hitEach(cluster, round);
                }
                List<Placed> stored = load.finish();
                awaitWhole(cluster);
                Pause.ofMs(FaultRun.LAST_NEWS_MS);
                stop(cluster);
                check(cluster, load.history(), stored);
                chronicle.write(load.history().sent().size() + " sent, " + stored.size() + " stored, " + violations);
            }
        }
        return violations;
    }

    private void hitEach(TestCluster cluster, int round) {
        administrate(cluster, "round-" + round + "-of-" + kinds.get(0));
        kill(cluster, 2);
        int controller = cluster.controller();
        kill(cluster, ALONE);
        if (controller == ALONE) {
            expectController(cluster, kinds.get(1));
        }
        administrate(cluster, "round-" + round + "-of-" + kinds.get(1));
        restart(cluster, ALONE);
        restart(cluster, cluster.controller());
        kill(cluster, ALONE);
    }

    private void expectController(TestCluster cluster, BrokerKind kind) {
        int controller = cluster.controller();
        chronicle.write("controller is broker " + controller);
        if (kinds.get(controller - 1) != kind) {
            violation("ControllerKind", "broker " + controller + " is the controller, which is no " + kind);
        }
    }

    private void kill(TestCluster cluster, int id) {
        leadAsPreferred(cluster);
        chronicle.write("kill -9 of broker " + id + ", " + kinds.get(id - 1));
        cluster.broker(id).kill();
        cluster.awaitBrokers(BROKERS - 1, RECOVERY_MAX);
        cluster.awaitPartitions(
                List.of(TOPIC),
                RECOVERY_MAX,
                partition -> partition.leader() != null
                        && !partition.leader().isEmpty()
                        && partition.leader().id() != id);
        chronicle.write("others lead");
        cluster.broker(id).start(TestCluster.START_MAX);
        awaitWhole(cluster);
    }

    /** SIGTERM, which asks the controller for other leaders first, and a new start. */
    private void restart(TestCluster cluster, int id) {
        leadAsPreferred(cluster);
        chronicle.write("restart of broker " + id + ", " + kinds.get(id - 1));
        cluster.broker(id).stop(STOP_MAX);
        cluster.broker(id).start(TestCluster.START_MAX);
        awaitWhole(cluster);
    }

    private void awaitWhole(TestCluster cluster) {
        cluster.awaitBrokers(BROKERS, RECOVERY_MAX);
        cluster.awaitInSync(List.of(TOPIC), RECOVERY_MAX);
        chronicle.write("all are in sync");
    }

    private static void leadAsPreferred(TestCluster cluster) {
        await().atMost(RECOVERY_MAX)
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptions()
                .until(() -> {
                    Set<TopicPartition> others = cluster.partitions(List.of(TOPIC)).entrySet().stream()
                            .filter(entry -> !leadsAsPreferred(entry.getValue()))
                            .map(Map.Entry::getKey)
                            .collect(Collectors.toSet());
                    if (!others.isEmpty()) {
                        get(cluster.admin()
                                .electLeaders(ElectionType.PREFERRED, others)
                                .partitions());
                    }
                    return others.isEmpty();
                });
    }

    private static boolean leadsAsPreferred(TopicPartitionInfo partition) {
        return partition.leader() != null
                && partition.leader().id() == partition.replicas().get(0).id();
    }

    /** What a controller is asked, with both kinds carrying it out. */
    private void administrate(TestCluster cluster, String topic) {
        chronicle.write("administration of " + topic);
        MixedAdministration work = new MixedAdministration(cluster, topic);
        work.createConfigureAndMove();
        work.delete();
    }

    private void stop(TestCluster cluster) {
        for (int id : cluster.processes().ids()) {
            cluster.broker(id).stop(STOP_MAX);
        }
        chronicle.write("stopped");
    }

    private void check(TestCluster cluster, History history, List<Placed> stored) {
        List<ReplicaContent> replicas = new ArrayList<>();
        for (int id : cluster.processes().ids()) {
            Path data = cluster.broker(id).dataFolder();
            for (int partition = 0; partition < LOAD.partitions(); partition++) {
                replicas.addAll(ReplicaFiles.read(id, data, TOPIC, partition));
            }
            if (kinds.get(id - 1) == BrokerKind.ODRADEK) {
                violations.addAll(BrokerOutput.violations(id, cluster.broker(id).outputFile()));
            }
            violations.addAll(DumpedLogs.violations(id, data, TOPIC));
        }
        Outcome outcome = new Outcome(history.sent(), history.acknowledged(), history.seen(), stored, replicas);
        Check.all().forEach(check -> violations.addAll(check.violations(outcome)));
        violations.addAll(history.surprises());
        violations.forEach(each -> chronicle.write("violation " + each));
    }

    private void violation(String check, String what) {
        chronicle.write("VIOLATION " + check + ": " + what);
        violations.add(new Violation(check, -1, -1, what));
    }
}
