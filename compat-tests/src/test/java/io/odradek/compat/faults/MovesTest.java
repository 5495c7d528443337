/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.faults;

import static io.odradek.compat.TestBroker.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.odradek.compat.DumpOnFailure;
import io.odradek.compat.cluster.TestCluster;
import io.odradek.compat.faults.check.Check;
import io.odradek.compat.faults.check.Outcome;
import io.odradek.compat.faults.check.Placed;
import io.odradek.compat.faults.check.Violation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** All replicas leave a broker, and come back, while clients write and read; nothing is lost, whoever dies meanwhile. */
@Timeout(300)
@ExtendWith(DumpOnFailure.class)
class MovesTest {
    private static final String TOPIC = "moving";
    private static final LoadSetup LOAD = new LoadSetup(TOPIC, 4, 2, 1, 100);
    private static final Duration MOVE_MAX = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Test
    void nothingIsLostWhileReplicasMoveAndTheControllerDies() throws Exception {
        Chronicle chronicle = new Chronicle(folder.resolve("chronicle.txt"));
        try (TestCluster cluster = TestCluster.start(folder, 3)) {
            create(cluster);
            try (Load load = new Load(LOAD, TestCluster.clientSettings(cluster.bootstrapServers()), chronicle)) {
                load.start();
                Pause.ofMs(1_000);

                move(cluster, 3, 2);
                awaitMoved(cluster, 3, 2);
                awaitGone(cluster, 1);

                int controller = cluster.controller();
                move(cluster, 1, 3);
                cluster.broker(controller).kill();
                cluster.broker(controller).start(TestCluster.START_MAX);
                awaitMoved(cluster, 1, 3);

                move(cluster, 2, 3);
                callOff(cluster);
                cluster.awaitInSync(List.of(TOPIC), MOVE_MAX);
                check(cluster, load, load.finish());
            }
        }
    }

    private static void create(TestCluster cluster) {
        Map<Integer, List<Integer>> assignment = new HashMap<>();
        for (int i = 0; i < LOAD.partitions(); i++) {
            assignment.put(i, i % 2 == 0 ? List.of(1, 2) : List.of(2, 1));
        }
        cluster.createTopic(new NewTopic(TOPIC, assignment).configs(Map.of("min.insync.replicas", "2")));
    }

    private static void move(TestCluster cluster, int first, int second) {
        Map<TopicPartition, Optional<NewPartitionReassignment>> moves = new HashMap<>();
        for (int i = 0; i < LOAD.partitions(); i++) {
            List<Integer> target = i % 2 == 0 ? List.of(first, second) : List.of(second, first);
            moves.put(new TopicPartition(TOPIC, i), Optional.of(new NewPartitionReassignment(target)));
        }
        get(cluster.admin().alterPartitionReassignments(moves).all());
    }

    private static void awaitMoved(TestCluster cluster, int first, int second) {
        await().atMost(MOVE_MAX)
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptions()
                .until(() -> get(cluster.admin().listPartitionReassignments().reassignments())
                        .isEmpty());
        // The broker that is asked for this need not have heard yet what the controller knows.
        cluster.awaitPartitions(
                List.of(TOPIC),
                MOVE_MAX,
                partition -> Set.of(first, second).equals(ids(partition.replicas()))
                        && Set.of(first, second).equals(ids(partition.isr())));
    }

    private static Set<Integer> ids(List<Node> nodes) {
        return nodes.stream().map(Node::id).collect(Collectors.toSet());
    }

    private static void awaitGone(TestCluster cluster, int broker) {
        await().atMost(MOVE_MAX).until(() -> replicaFolders(cluster, broker).isEmpty());
    }

    /** What is still under way, that is; it may all be over. */
    private static void callOff(TestCluster cluster) {
        Map<TopicPartition, Optional<NewPartitionReassignment>> none = new HashMap<>();
        get(cluster.admin().listPartitionReassignments().reassignments())
                .keySet()
                .forEach(partition -> none.put(partition, Optional.empty()));
        cluster.admin().alterPartitionReassignments(none).values().values().forEach(future -> {
            try {
                get(future);
            } catch (RuntimeException overMeanwhile) {
                assertThat(overMeanwhile).hasMessageContaining("in progress");
            }
        });
        await().atMost(MOVE_MAX)
                .until(() -> get(cluster.admin().listPartitionReassignments().reassignments())
                        .isEmpty());
    }

    private static List<Path> replicaFolders(TestCluster cluster, int broker) throws Exception {
        try (var folders = Files.list(cluster.broker(broker).dataFolder())) {
            return folders.filter(each -> each.getFileName().toString().matches(TOPIC + "-\\d+"))
                    .toList();
        }
    }

    private static void check(TestCluster cluster, Load load, List<Placed> stored) {
        cluster.awaitInSync(List.of(TOPIC), MOVE_MAX);
        Pause.ofMs(FaultRun.LAST_NEWS_MS);
        cluster.processes().ids().forEach(id -> cluster.broker(id).stop(MOVE_MAX));
        Outcome outcome = Load.outcome(cluster, load, stored);
        History history = load.history();
        List<Violation> violations = new ArrayList<>(history.surprises());
        Check.all().forEach(each -> violations.addAll(each.violations(outcome)));
        assertThat(violations).isEmpty();
        assertThat(history.acknowledged()).hasSizeGreaterThan(500);
        assertThat(outcome.replicas()).hasSizeGreaterThanOrEqualTo(2 * LOAD.partitions());
    }
}
