/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.tools;

import static org.awaitility.Awaitility.await;

import io.odradek.compat.StockTools;
import io.odradek.compat.TestBroker;
import io.odradek.compat.groups.StockMember;
import io.odradek.compat.process.Checkout;
import io.odradek.compat.process.ChildProcess;
import io.odradek.compat.process.JavaCommand;
import io.odradek.compat.process.KafkaJars;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.awaitility.core.ConditionTimeoutException;

/** Runs invocations against one broker, one after the other. */
final class ToolRun implements AutoCloseable {
    private static final Duration FOR_EVER = Duration.ofSeconds(12);

    /** That of timeout(1), which is how somebody would end what runs for ever. */
    private static final int ENDED = 124;

    private final StockTools current = new StockTools(KafkaJars.CURRENT);
    private final StockTools legacy = new StockTools(KafkaJars.LEGACY);
    private final Map<String, StockMember> members = new LinkedHashMap<>();
    private final TestBroker broker;
    private final Path folder;

    ToolRun(TestBroker broker, Path folder) {
        this.broker = broker;
        this.folder = folder;
    }

    /** Exit codes and what was printed, masked, of each of its commands. */
    List<String> run(Invocation invocation) {
        List<String> printed = new ArrayList<>();
        for (String line : invocation.lines()) {
            String[] words = line.split(" ", -1);
            switch (words[0]) {
                case "member" -> members.put(words[1], join(words[1], words[2]));
                case "gone" -> Objects.requireNonNull(members.remove(words[1])).close();
                case "before" -> {
                    var unused = run(Arrays.copyOfRange(words, 1, words.length), "");
                }
                case "3.9.2" -> printed.addAll(masked(invocation, run(words, invocation.stdin())));
                default -> {
                    if (words[0].startsWith("kafka-")) {
                        printed.addAll(masked(invocation, runOrStart(invocation, words)));
                    }
                }
            }
        }
        return printed;
    }

    private List<String> masked(Invocation invocation, StockTools.Outcome outcome) {
        return ToolOutput.masked(invocation, outcome, broker.process());
    }

    private StockTools.Outcome runOrStart(Invocation invocation, String[] words) {
        if (invocation.has("process")) {
            return start(words, tool -> !tool.isAlive());
        }
        return invocation
                .after("until")
                .map(text -> start(words, tool -> tool.outputText().contains(text)))
                .orElseGet(() -> run(words, invocation.stdin()));
    }

    private StockTools.Outcome run(String[] words, String stdin) {
        boolean old = words[0].equals("3.9.2");
        String mainClass = old ? words[1] : mainClass(words[0]);
        String[] arguments = arguments(words, old ? 2 : 1);
        return (old ? legacy : current).runWith(stdin, mainClass, arguments);
    }

    /** What the launcher of that name starts. */
    private static String mainClass(String launcher) {
        try {
            String script = Files.readString(Checkout.root().resolve("bin").resolve(launcher + ".sh"));
            String behind = "kafka-run-class.sh\" ";
            int from = script.indexOf(behind) + behind.length();
            return script.substring(from, script.indexOf(' ', from));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String[] arguments(String[] words, int from) {
        return Arrays.stream(words, from, words.length)
                .map(word -> word.replace("SERVER", broker.process().bootstrapServers())
                        .replace("FILE", ToolFiles.FOLDER.toString()))
                .toArray(String[]::new);
    }

    /** In a process of its own, which is ended when this has become so, or it has had time enough: the output tells which. */
    private StockTools.Outcome start(String[] words, Predicate<ChildProcess> done) {
        List<String> command = JavaCommand.of(
                KafkaJars.CURRENT,
                List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djava.awt.headless=true"),
                mainClass(words[0]),
                List.of(arguments(words, 1)));
        Path output = folder.resolve(words[0] + ".log");
        try (ChildProcess tool = ChildProcess.start(words[0], command, Map.of(), output)) {
            try {
                await().atMost(FOR_EVER)
                        .pollInterval(Duration.ofMillis(50))
                        .until(() -> !tool.isAlive() || done.test(tool));
            } catch (ConditionTimeoutException e) {
                return new StockTools.Outcome(ENDED, tool.outputText(), "not done after " + FOR_EVER);
            }
            return new StockTools.Outcome(tool.isAlive() ? ENDED : tool.exitCode(), tool.outputText(), "");
        }
    }

    private StockMember join(String group, String topic) {
        StockMember member = new StockMember(
                broker.consumer(Map.of(
                        "group.id",
                        group,
                        "client.id",
                        "member",
                        "group.protocol",
                        "consumer",
                        "enable.auto.commit",
                        false)),
                topic);
        await().until(() -> !member.owned().isEmpty());
        return member;
    }

    @Override
    public void close() {
        members.values().forEach(StockMember::close);
        current.close();
        legacy.close();
    }
}
