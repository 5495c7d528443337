/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.faults;

import io.odradek.compat.cluster.TestCluster;
import io.odradek.compat.faults.Injector.Struck;
import io.odradek.compat.faults.check.Check;
import io.odradek.compat.faults.check.Outcome;
import io.odradek.compat.faults.check.Placed;
import io.odradek.compat.faults.check.ReplicaContent;
import io.odradek.compat.faults.check.Violation;
import io.odradek.compat.process.BrokerKind;
import io.odradek.compat.process.ClusterSetup;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.awaitility.core.ConditionTimeoutException;

/**
 * One seed from start to end: a fresh cluster, a workload, the schedule, the healing, the checks. All it writes stays
 * in its folder, for failures.
 */
final class FaultRun {

    static final String TOPIC = "faults";
    static final String CHRONICLE = "chronicle.txt";
    private static final int BROKERS = 3;
    private static final int GIVEN_UP_SHOWN = 5;
    private static final int OWN_ENSEMBLE_EVERY = 4;
    /** A follower hears of the last high watermark when its fetch returns, which waits for half a second. */
    static final int LAST_NEWS_MS = 2_000;

    private static final Duration RECOVERY_MAX = Duration.ofSeconds(90);
    private static final Duration STOP_MAX = Duration.ofSeconds(60);
    private static final Duration KRAFT_STOP_MAX = Duration.ofSeconds(15);
    private static final LoadSetup LOAD = new LoadSetup(TOPIC, 6, 3, 2, 100);

    private final long seed;
    private final long budgetMs;
    private final BrokerKind kind;
    private final Path folder;
    private final Chronicle chronicle;
    private final List<Violation> violations = new ArrayList<>();
    private final Set<Integer> stopped = new HashSet<>();

    /** Runs it; a run that breaks off is a violation too. */
    static RunReport of(long seed, long budgetMs, BrokerKind kind, Path folder)
            throws IOException, InterruptedException {
        try {
            return new FaultRun(seed, budgetMs, kind, folder).run();
        } catch (RuntimeException | Error e) {
            StringWriter trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            return RunReport.broken(seed, kind, folder, trace.toString());
        }
    }

    private FaultRun(long seed, long budgetMs, BrokerKind kind, Path folder) throws IOException {
        this.seed = seed;
        this.budgetMs = budgetMs;
        this.kind = kind;
        this.folder = Files.createDirectories(folder);
        this.chronicle = new Chronicle(folder.resolve(CHRONICLE));
    }

    /** What came of it. */
    private RunReport run() throws InterruptedException {
        chronicle.write("seed " + seed + ", " + kind);
        try (World world = World.create(folder, BROKERS, kind, chronicle);
                TestCluster cluster = TestCluster.start(setup(world))) {
            chronicle.write(world.describe());
            cluster.createTopic(TOPIC, LOAD.partitions(), BROKERS, Map.of("min.insync.replicas", "2"));
            chronicle.write("topic is there");
            try (Load load = new Load(LOAD, TestCluster.clientSettings(cluster.bootstrapServers()), chronicle)) {
                load.start();
                List<Step> steps = Schedule.of(seed, limits(world, cluster));
                Injector injector = new Injector(cluster, world, TOPIC, chronicle, new Random(seed));
                Mover mover = new Mover(cluster, TOPIC, LOAD.partitions(), chronicle, new Random(seed));
                steps.forEach(step -> take(step, injector, mover, cluster));
                recover(cluster, "at the end");
                settle(mover);
                List<Placed> stored = load.finish();
                recover(cluster, "after the last record");
                Pause.ofMs(LAST_NEWS_MS);
                injector.dead().ifPresent(dead -> violation("BrokersLive", dead));
                stop(cluster);
                check(cluster, load.history(), stored);
                if (!violations.isEmpty()) {
                    world.keepData(folder);
                }
                return report(load.history(), steps, stored);
            }
        }
    }

    private Schedule.Limits limits(World world, TestCluster cluster) {
        return new Schedule.Limits(
                world.possible(), cluster.processes().zooKeeper().isPresent(), LOAD.partitions(), budgetMs);
    }

    private ClusterSetup setup(World world) {
        ClusterSetup setup = world.clusterSetup(folder, BROKERS, kind);
        boolean ownEnsemble = kind == BrokerKind.ODRADEK && Math.floorMod(seed, OWN_ENSEMBLE_EVERY) == 1;
        if (ownEnsemble) {
            chronicle.write("the brokers are their own ZooKeeper ensemble");
        }
        return ownEnsemble ? setup.withOwnEnsemble() : setup;
    }

    private void take(Step step, Injector injector, Mover mover, TestCluster cluster) {
        chronicle.write("step " + step);
        injector.dead().ifPresent(dead -> violation("BrokersLive", dead));
        mover.ask(step.move());
        List<Struck> struck = injector.strike(step.blows());
        Pause.ofMs(step.holdMs());
        injector.heal(struck);
        if (step.election()) {
            cluster.askForPreferredLeaders();
        }
        if (step.recover()) {
            recover(cluster, "after " + step);
        }
        Pause.ofMs(step.calmMs());
    }

    private void recover(TestCluster cluster, String when) {
        long fromMs = chronicle.nowMs();
        try {
            cluster.processes().ids().forEach(id -> cluster.broker(id).awaitAnswer(RECOVERY_MAX));
            cluster.awaitBrokers(BROKERS, RECOVERY_MAX);
            cluster.awaitInSync(List.of(TOPIC), RECOVERY_MAX);
            chronicle.write("in sync after " + (chronicle.nowMs() - fromMs) + " ms");
        } catch (ConditionTimeoutException | IllegalStateException e) {
            violation("Recovers", when + ": " + e.getMessage());
            cluster.processes()
                    .ids()
                    .forEach(id -> chronicle.write(cluster.broker(id).process().threadDump()));
        }
    }

    private void settle(Mover mover) {
        try {
            mover.settle(RECOVERY_MAX);
            chronicle.write("moves are over");
        } catch (ConditionTimeoutException e) {
            violation("MovesEnd", String.valueOf(e.getMessage()));
        }
    }

    private void stop(TestCluster cluster) {
        for (int id : cluster.processes().ids()) {
            try {
                cluster.broker(id).stop(kind == BrokerKind.KAFKA ? KRAFT_STOP_MAX : STOP_MAX);
                stopped.add(id);
            } catch (IllegalStateException e) {
                // The last ones have no quorum to ask whether they may go.
                if (kind != BrokerKind.KAFKA) {
                    violation("Stops", String.valueOf(e.getMessage()));
                }
            }
        }
        chronicle.write("stopped");
    }

    private void check(TestCluster cluster, History history, List<Placed> stored) {
        List<ReplicaContent> replicas = new ArrayList<>();
        for (int id : cluster.processes().ids()) {
            for (Path data : cluster.broker(id).dataFolders()) {
                for (int partition = 0; partition < LOAD.partitions(); partition++) {
                    replicas.addAll(ReplicaFiles.read(id, data, TOPIC, partition));
                }
                if (stopped.contains(id)) {
                    violations.addAll(DumpedLogs.violations(id, data, TOPIC));
                }
            }
            violations.addAll(BrokerOutput.violations(id, cluster.broker(id).outputFile()));
        }
        Outcome outcome = new Outcome(history.sent(), history.acknowledged(), history.seen(), stored, replicas);
        Check.all().forEach(check -> violations.addAll(check.violations(outcome)));
        violations.addAll(history.surprises());
    }

    private void violation(String check, String what) {
        chronicle.write("VIOLATION " + check + ": " + what);
        violations.add(new Violation(check, -1, -1, what));
    }

    private RunReport report(History history, List<Step> steps, List<Placed> stored) {
        violations.forEach(violation -> chronicle.write(
                "violation " + violation + "\n" + history.around(violation.partition(), violation.offset())));
        history.failed().stream().limit(GIVEN_UP_SHOWN).forEach(record -> chronicle.write("given up at " + record));
        RunReport report = new RunReport(
                seed,
                kind,
                folder,
                List.copyOf(violations),
                steps.stream().flatMap(step -> step.blows().stream()).toList(),
                history.failed().size(),
                "%d sent, %d acknowledged, %d given up, %d stored, %d seen, longest silence %d ms"
                        .formatted(
                                history.sent().size(),
                                history.acknowledged().size(),
                                history.failed().size(),
                                stored.size(),
                                history.seen().size(),
                                history.longestSilenceMs()));
        chronicle.write(report.toString());
        return report;
    }
}
