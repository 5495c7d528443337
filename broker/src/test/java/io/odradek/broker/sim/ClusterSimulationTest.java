/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.ResourceLeakDetector;
import io.odradek.protocol.message.MetadataResponse;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Three real brokers in one thread, in virtual time, under a seed, with everything going wrong that can. */
@Timeout(300)
final class ClusterSimulationTest {
    private static final String TOPIC = "t";
    private static final int PARTITIONS = 4;
    private static final int SIZE = 3;
    private static final int STEPS = 25;

    private final ResourceLeakDetector.Level leakLevel = ResourceLeakDetector.getLevel();

    /** A stack trace for each touch of each buffer would take seven eighths of the time. */
    @BeforeEach
    void lookLessClosely() {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.SIMPLE);
    }

    @AfterEach
    void lookCloselyAgain() {
        ResourceLeakDetector.setLevel(leakLevel);
    }

    @Test
    void aNewTopicHasAllItsReplicasInSync() {
        Simulation simulation = new Simulation(1);
        SimulatedCluster cluster = new SimulatedCluster(simulation, SIZE, Map.of());
        cluster.start();
        SimulatedConnections connections = new SimulatedConnections(simulation, "client", 30_000);

        cluster.createTopic(connections, TOPIC, PARTITIONS);

        MetadataResponse metadata = cluster.metadata(connections, TOPIC);
        assertThat(metadata.topics().get(0).partitions())
                .hasSize(PARTITIONS)
                .allSatisfy(partition -> assertThat(partition.isrNodes()).hasSize(SIZE));
        connections.close();
        cluster.brokers().forEach(SimulatedBroker::stop);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void nothingThatWasAcknowledgedIsLost(long seed) {
        Outcome outcome = run(seed);
        assertThat(outcome.violations())
                .withFailMessage(
                        () -> String.join("\n", outcome.violations()) + "\n" + String.join("\n", outcome.trace()))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 8, 9})
    void theSameSeedTwiceGivesTheSameHistory(long seed) {
        assertThat(run(seed).trace()).isEqualTo(run(seed).trace());
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void committedOffsetsNeverGoBack(long seed) {
        Simulation simulation = new Simulation(seed);
        SimulatedCluster cluster = new SimulatedCluster(
                simulation,
                SIZE,
                Map.of(
                        "min.insync.replicas", "2",
                        "offsets.topic.num.partitions", "3",
                        "offsets.topic.replication.factor", "3"));
        cluster.start();
        SimulatedConnections connections = new SimulatedConnections(simulation, "client", 30_000);
        cluster.createTopic(connections, TOPIC, 1);
        History history = new History();
        SimulatedCommitter committer = new SimulatedCommitter(simulation, cluster, TOPIC, history);
        committer.start(6);
        simulation.pass(1_000);
        Faults faults = new Faults(simulation, cluster);
        for (int step = 0; step < STEPS; step++) {
            faults.next();
            simulation.pass(simulation.random().nextInt(2_500));
        }
        committer.stop();
        cluster.heal(connections, "__consumer_offsets");
        simulation.passUntil(60_000, committer::isDone);

        assertThat(history.violations())
                .withFailMessage(
                        () -> String.join("\n", history.violations()) + "\n" + String.join("\n", simulation.trace()))
                .isEmpty();
        assertThat(committer.isDone()).as("every group was served in the end").isTrue();
        assertThat(committer.acknowledged()).isGreaterThan(50);
        committer.close();
        connections.close();
        cluster.brokers().forEach(SimulatedBroker::stop);
    }

    /** {@code -Dsim.seeds=100-199} makes a campaign of it. */
    private static LongStream seeds() {
        String[] range = System.getProperty("sim.seeds", "1-5").split("-", 2);
        return LongStream.rangeClosed(Long.parseLong(range[0]), Long.parseLong(range[1]));
    }

    /** What a run left behind. */
    private record Outcome(List<String> violations, List<String> trace) {}

    private static Outcome run(long seed) {
        Simulation simulation = new Simulation(seed);
        SimulatedCluster cluster = new SimulatedCluster(simulation, SIZE, Map.of("min.insync.replicas", "2"));
        cluster.start();
        SimulatedConnections connections = new SimulatedConnections(simulation, "client", 30_000);
        cluster.createTopic(connections, TOPIC, PARTITIONS);
        History history = new History();
        SimulatedProducer producer = new SimulatedProducer(simulation, cluster, TOPIC, history);
        producer.start(PARTITIONS);
        simulation.pass(1_000);
        Faults faults = new Faults(simulation, cluster);
        for (int step = 0; step < STEPS; step++) {
            faults.next();
            simulation.pass(simulation.random().nextInt(2_500));
        }
        producer.stop();
        cluster.heal(connections, TOPIC);
        // A new leader's high watermark is behind until its followers have fetched.
        simulation.pass(2_000);
        MetadataResponse metadata = cluster.metadata(connections, TOPIC);
        for (MetadataResponse.MetadataResponsePartition partition :
                metadata.topics().get(0).partitions()) {
            history.check(
                    partition.partitionIndex(),
                    ReadBack.values(
                            connections,
                            cluster.broker(partition.leaderId()).image(),
                            TOPIC,
                            partition.partitionIndex()));
        }
        simulation.note(history.size() + " acknowledged, longest gap " + producer.longestGapMs() + " ms");
        connections.close();
        cluster.brokers().forEach(SimulatedBroker::stop);
        return new Outcome(history.violations(), simulation.trace());
    }
}
