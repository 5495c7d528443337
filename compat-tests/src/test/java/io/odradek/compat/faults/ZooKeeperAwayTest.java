/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.compat.DumpOnFailure;
import io.odradek.compat.TestBroker;
import io.odradek.compat.cluster.TestCluster;
import io.odradek.compat.faults.check.Check;
import io.odradek.compat.faults.check.Outcome;
import io.odradek.compat.faults.check.Placed;
import io.odradek.compat.faults.check.Violation;
import io.odradek.compat.process.BrokerKind;
import io.odradek.compat.process.ClusterSetup;
import io.odradek.compat.process.ZooKeeperEnsemble;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartitionInfo;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three brokers on three ZooKeeper servers that somebody else runs: restarted one by one, and away altogether for longer
 * than sessions live, while clients with their defaults produce and consume. The short form has shorter sessions, so that
 * these are given up in less time; {@code -Dzookeeper.away.seconds=60} takes Kafka's defaults, and one round for each kind
 * of broker that may fail meanwhile. In the end the brokers are stopped without ZooKeeper.
 */
@Timeout(600)
@ExtendWith(DumpOnFailure.class)
class ZooKeeperAwayTest {

    private static final int LONG_AWAY_SECONDS = Integer.getInteger("zookeeper.away.seconds", 0);
    private static final int SHORT_AWAY_SECONDS = 12;

    /** A client gives a session up a third later than the server. */
    private static final Map<String, String> SHORT_SESSIONS = Map.of("zookeeper.session.timeout.ms", "8000");

    /** Before ZooKeeper is back, so that sessions have been given up by then. */
    private static final int STRUCK_BEFORE_MS = 2_000;

    /** After ZooKeeper is back. */
    private static final Duration RESUMED_MAX = Duration.ofSeconds(5);

    private static final Duration MENDED_MAX = Duration.ofSeconds(30);

    /** Two seconds of asking who takes its leadership over, and the closing of logs. */
    private static final Duration STOP_MAX = Duration.ofSeconds(8);

    private static final int CALM_MS = 1_000;

    /** Nobody has failed: only a fetch or a produce that waited for ZooKeeper would be silent for so long. */
    private static final int SILENCE_MS_MAX = 5_000;

    private static final LoadSetup LOAD = new LoadSetup("away", 6, 1, 1, 100);

    @TempDir
    Path folder;

    private Chronicle chronicle;
    private TestCluster cluster;
    private ZooKeeperEnsemble zooKeeper;
    private Load load;

    /** Since then nobody has failed but ZooKeeper. */
    private long calmFromMs;

    /** Who fails while there is no ZooKeeper. */
    private enum Fails {
        LEADER,
        CONTROLLER,
        HANGING
    }

    @Test
    void clientsSeeNothingOfZooKeepersAbsenceAndWhatWaitedForItIsDoneWithinFiveSeconds() throws Exception {
        Assumptions.assumeFalse(TestBroker.againstKafka(), "Kafka 4 has no ZooKeeper mode");
        chronicle = new Chronicle(folder.resolve(FaultRun.CHRONICLE));
        try (ZooKeeperEnsemble servers = new ZooKeeperEnsemble(folder, 3)) {
            zooKeeper = servers;
            zooKeeper.start(TestCluster.START_MAX);
            try (TestCluster brokers = TestCluster.start(setup())) {
                cluster = brokers;
                cluster.createTopic(LOAD.topic(), LOAD.partitions(), 3, Map.of());
                try (Load clients = new Load(LOAD, defaults(), chronicle)) {
                    load = clients;
                    run();
                }
            }
        } finally {
            System.err.println(chronicle.text());
        }
    }

    private ClusterSetup setup() {
        Map<String, String> properties = new HashMap<>(LONG_AWAY_SECONDS > 0 ? Map.of() : SHORT_SESSIONS);
        properties.put("zookeeper.connect", zooKeeper.connectString());
        return ClusterSetup.of(folder, 3, BrokerKind.ODRADEK).withProperties(properties);
    }

    private Map<String, Object> defaults() {
        return Map.of("bootstrap.servers", cluster.bootstrapServers());
    }

    private void run() throws InterruptedException {
        load.start();
        calmFromMs = chronicle.nowMs();
        Pause.ofMs(CALM_MS);
        zooKeeper.restartOneByOne(TestCluster.START_MAX);
        chronicle.write("restarted one by one");
        Pause.ofMs(CALM_MS);
        if (LONG_AWAY_SECONDS > 0) {
            for (Fails fails : Fails.values()) {
                away(LONG_AWAY_SECONDS, fails);
            }
        } else {
            away(SHORT_AWAY_SECONDS, Fails.LEADER);
        }
        List<Placed> stored = load.finish();
        History history = load.history();
        List<Violation> violations = new ArrayList<>(history.surprises());
        Pause.ofMs(FaultRun.LAST_NEWS_MS);
        stopWithoutZooKeeper();
        Outcome outcome = Load.outcome(cluster, load, stored);
        Check.all().forEach(check -> violations.addAll(check.violations(outcome)));
        assertThat(violations).isEmpty();
        assertThat(history.failed()).isEmpty();
        assertThat(history.acknowledged()).hasSameSizeAs(history.sent());
    }

    /** The controller's broker last, which would be asked in vain. */
    private void stopWithoutZooKeeper() {
        int controller = cluster.controller();
        zooKeeper.close();
        for (int id : List.of(controller % 3 + 1, (controller + 1) % 3 + 1, controller)) {
            long fromMs = chronicle.nowMs();
            cluster.broker(id).stop(MENDED_MAX);
            long tookMs = chronicle.nowMs() - fromMs;
            chronicle.write("broker " + id + " stopped in " + tookMs + " ms");
            assertThat(tookMs).isLessThan(STOP_MAX.toMillis());
        }
    }

    private void away(int seconds, Fails fails) {
        int controller = cluster.controller();
        int failed = fails == Fails.CONTROLLER ? controller : controller % 3 + 1;
        zooKeeper.close();
        chronicle.write("ZooKeeper is away");
        Pause.ofMs(1000L * seconds - STRUCK_BEFORE_MS);
        long silenceMs = load.history().longestSilenceMs(calmFromMs);
        chronicle.write("longest silence " + silenceMs + " ms");
        assertThat(load.history().failed()).isEmpty();
        if (fails == Fails.HANGING) {
            cluster.broker(failed).process().suspend();
        } else {
            cluster.broker(failed).kill();
        }
        chronicle.write(fails + ": broker " + failed + " of controller " + controller);
        Pause.ofMs(STRUCK_BEFORE_MS);
        zooKeeper.start(TestCluster.START_MAX);
        chronicle.write("ZooKeeper serves");
        resumes(failed);
        if (fails == Fails.HANGING) {
            cluster.broker(failed).process().resume();
        } else {
            cluster.broker(failed).start(TestCluster.START_MAX);
        }
        cluster.awaitInSync(List.of(LOAD.topic()), MENDED_MAX);
        chronicle.write("in sync again");
        cluster.askForPreferredLeaders();
        Pause.ofMs(CALM_MS);
        calmFromMs = chronicle.nowMs();
        assertThat(silenceMs).isLessThan(SILENCE_MS_MAX);
    }

    /** An election of the partitions that it led, and a change of the in-sync replicas of those that it followed. */
    private void resumes(int failed) {
        long fromMs = chronicle.nowMs();
        Predicate<TopicPartitionInfo> led =
                partition -> partition.leader() != null && partition.leader().id() != failed;
        cluster.awaitPartitions(List.of(LOAD.topic()), MENDED_MAX, led);
        long electedMs = chronicle.nowMs() - fromMs;
        cluster.awaitPartitions(
                List.of(LOAD.topic()),
                MENDED_MAX,
                partition -> partition.isr().stream().noneMatch(replica -> replica.id() == failed));
        long shrunkMs = chronicle.nowMs() - fromMs;
        chronicle.write("elections after " + electedMs + " ms, in-sync replicas after " + shrunkMs + " ms");
        assertThat(Math.max(electedMs, shrunkMs)).isLessThan(RESUMED_MAX.toMillis());
    }
}
