/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.suites;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The score of Apache Kafka's own tests: runs classes of them in processes of their own, judges each outcome by the two
 * lists, prints one line for each class and each jar, and holds these against docs/conformance.md, or writes them there.
 * compat-tests/conformance.sh is how it is called, and says how.
 */
final class Conformance {
    private static final long CLASS_MINUTES_MAX = 40;

    private final Suites suites = Suites.read();
    private final ListedTests missingFeatures = ListedTests.read("missing-features.txt");
    private final ListedTests notApplicable = ListedTests.read("not-applicable.txt");
    private final Map<String, ClassResult> results = new LinkedHashMap<>();
    private final List<String> complaints = new ArrayList<>();
    private final Path root;
    private final Path work;

    private Conformance(Path root) {
        this.root = root;
        this.work = root.resolve("compat-tests/kafka-suites/target/conformance");
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        List<String> rest = new ArrayList<>(List.of(arguments));
        Conformance run = new Conformance(Path.of(rest.remove(0)));
        Set<String> options = new HashSet<>();
        while (!rest.isEmpty() && rest.get(0).startsWith("--")) {
            options.add(rest.remove(0));
        }
        System.exit(run.run(options, rest) ? 0 : 1);
    }

    private boolean run(Set<String> options, List<String> names) throws IOException, InterruptedException {
        Files.createDirectories(work);
        List<String> classes = chosen(options, names);
        if (options.contains("--judge")) {
            classes = classes.stream()
                    .filter(name -> Files.exists(work.resolve(name + ".tsv")))
                    .toList();
        }
        if (options.contains("--short")) {
            judgeAll(classes, runInOneProcess("short", classes, options.contains("--judge")));
        } else {
            for (String name : classes) {
                judgeAll(List.of(name), runInOneProcess(name, List.of(name), options.contains("--judge")));
            }
        }
        System.out.println();
        ConformancePage.jars(suites, results).forEach((jar, score) -> System.out.println(score.line(jar)));
        return settle(options.contains("--write"));
    }

    private List<String> chosen(Set<String> options, List<String> names) {
        if (options.contains("--short")) {
            return suites.shortForm();
        }
        if (options.contains("--all")) {
            return List.copyOf(suites.jarOfClass().keySet());
        }
        List<String> chosen = names.stream()
                .flatMap(name -> suites.named(name).stream())
                .distinct()
                .toList();
        if (chosen.isEmpty()) {
            throw new IllegalArgumentException("no class of suites.txt is named; --short, --all or names are wanted");
        }
        return chosen;
    }

    /** The lines of the results file; those of the last run if they are only to be judged again. */
    private List<String> runInOneProcess(String label, List<String> classes, boolean judgeOnly)
            throws IOException, InterruptedException {
        Path outcomes = work.resolve(label + ".tsv");
        if (!judgeOnly) {
            Files.deleteIfExists(outcomes);
            List<String> command = new ArrayList<>(List.of(
                    ProcessHandle.current().info().command().orElse("java"),
                    "-Xmx1500m",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    SuiteRun.class.getName(),
                    outcomes.toString()));
            command.addAll(classes);
            // Where older tests leave folders of relative names.
            Process process = new ProcessBuilder(command)
                    .directory(work.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(work.resolve(label + ".log").toFile())
                    .start();
            if (!process.waitFor(CLASS_MINUTES_MAX, TimeUnit.MINUTES)) {
                process.destroyForcibly().waitFor();
            }
        }
        try (Stream<String> lines = Files.exists(outcomes) ? Files.lines(outcomes) : Stream.empty()) {
            return lines.toList();
        }
    }

    private void judgeAll(List<String> classes, List<String> lines) {
        for (String name : classes) {
            List<Outcome> outcomes = new ArrayList<>(lines.stream()
                    .filter(line -> !line.startsWith(SuiteRun.END))
                    .map(Outcome::read)
                    .filter(outcome -> outcome.test().className().equals(name))
                    .toList());
            if (!lines.contains(SuiteRun.END + name)) {
                outcomes.add(new Outcome(new TestId(name, "", 0), false, 0, "the process did not come to its end"));
            }
            ClassResult result = ClassResult.judge(name, outcomes, missingFeatures, notApplicable, complaints);
            results.put(name, result);
            long seconds = outcomes.stream().mapToLong(Outcome::timeMs).sum() / 1000;
            System.out.println(result.score().line(name) + "  (" + seconds + " s)");
            outcomes.stream()
                    .filter(outcome -> result.failed().contains(outcome.test().inClass()) && !outcome.passed())
                    .forEach(outcome ->
                            System.out.println("  failed: " + outcome.test().inClass() + ": " + outcome.cause()));
        }
    }

    /** Whether this is as good as the page says, after it was written if it was to be. */
    private boolean settle(boolean write) throws IOException {
        Path file = root.resolve("docs/conformance.md");
        ConformancePage page = new ConformancePage(Files.readString(file));
        if (write) {
            page.classes().putAll(results);
            page.classes().keySet().retainAll(suites.jarOfClass().keySet());
            Files.writeString(file, page.text(suites));
        } else {
            results.forEach((name, result) -> {
                Score before = page.classes().containsKey(name)
                        ? page.classes().get(name).score()
                        : Score.NONE;
                if (result.score().isBelow(before)) {
                    complaints.add("below docs/conformance.md, which has " + before.line(name));
                } else if (!result.score().equals(before)) {
                    System.out.println("better than docs/conformance.md, which has " + before.line(name)
                            + "; compat-tests/conformance.sh --write " + name);
                }
            });
        }
        complaints.forEach(complaint -> System.out.println("WRONG: " + complaint));
        return complaints.isEmpty();
    }
}
