/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench;

import io.odradek.bench.report.Json;
import io.odradek.bench.report.Plots;
import io.odradek.bench.report.Report;
import io.odradek.bench.report.Table;
import io.odradek.bench.scenario.Scenario;
import io.odradek.bench.scenario.Scenarios;
import io.odradek.compat.process.JavaCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command line. */
@Command(
        name = "bench/run.sh",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Measures Odradek and Apache Kafka 4.3.1 in turn and prints the ratios.")
public final class Main implements Callable<Integer> {

    /** Of Kafka and its tools where their figures mean nothing. */
    private static final String QUICK_START = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Djava.awt.headless=true";

    @Option(
            names = "--pairs",
            defaultValue = "5",
            description = "How often each broker has its turn (${DEFAULT-VALUE}).")
    private int pairs;

    @Option(
            names = "--scenarios",
            split = ",",
            description = "A subset, for example P5,P6,P7: P1 to P15, HANG, FAILOVER, CONTROLLER,"
                    + " REBALANCE, REBALANCE848, COMMITS, IDLEGROUPS, GROUPLOAD, CLEANER, MATRIX, MANY, FANOUT, CATCHUP, COLD, SOAK;"
                    + " all if none is named.")
    private List<String> scenarios = List.of();

    @Option(names = "--sides", split = ",", description = "Only one side: ODRADEK or KAFKA.")
    private List<Side> sides = List.of(Side.ODRADEK, Side.KAFKA);

    @Option(names = "--short", description = "Little of everything: checks that it works, measures nothing.")
    private boolean shortForm;

    @Option(
            names = "--external-zookeeper",
            description = "Three Odradek brokers use one ZooKeeper server beside them, not an ensemble of their own.")
    private boolean externalZooKeeper;

    @Option(
            names = "--heap",
            description = "Both sides get this heap, such as 1g; else each has that of its own start script.")
    private @Nullable String heap;

    @Option(
            names = "--json",
            defaultValue = "bench/target/bench.json",
            description = "Where the figures go (${DEFAULT-VALUE}).")
    private Path json = Path.of("bench/target/bench.json");

    @Option(
            names = "--plots",
            defaultValue = "bench/target/plots",
            description = "Where the pictures go (${DEFAULT-VALUE}).")
    private Path plots = Path.of("bench/target/plots");

    @Option(names = "--work", description = "Folder for data and logs; a temporary one that is removed if not given.")
    private @Nullable Path work;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        List<Scenario> chosen = Scenarios.named(new TreeSet<>(scenarios));
        Path folder = work == null ? Files.createTempDirectory("odradek-bench") : Files.createDirectories(work);
        if (shortForm) {
            System.setProperty(JavaCommand.OTHER_FLAGS, QUICK_START);
        }
        Workload workload = shortForm ? Workload.SHORT : Workload.FULL;
        List<String> flags = heap == null ? List.of() : List.of("-Xms" + heap, "-Xmx" + heap);
        Alternation.Brokers brokers = new Alternation.Brokers(externalZooKeeper, flags);
        Alternation alternation = new Alternation(sides, chosen, workload, folder.toAbsolutePath(), brokers);
        try {
            alternation.run(shortForm ? 1 : pairs, soFar -> Json.write(soFar, json));
        } finally {
            if (work == null) {
                Folders.delete(folder);
            }
        }
        Report report = alternation.report();
        System.out.println(Table.of(report));
        System.out.println("JSON: " + json.toAbsolutePath());
        System.out.println("plots: " + Plots.write(report, plots));
        return report.refusals().isEmpty() ? 0 : 1;
    }
}
