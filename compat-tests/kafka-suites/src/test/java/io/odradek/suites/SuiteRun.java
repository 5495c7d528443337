/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.suites;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.utils.Exit;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * A process of its own that runs classes of Kafka's tests and appends each outcome to a file as it is known, so that a
 * class that takes the process with it leaves what came before: {@code SuiteRun results-file class...}
 */
final class SuiteRun implements TestExecutionListener {
    /** Follows the outcomes of a class that was run to its end. */
    static final String END = "end\t";

    private final Path results;
    private final Map<UniqueId, Long> begun = new HashMap<>();

    private SuiteRun(Path results) {
        this.results = results;
    }

    public static void main(String[] arguments) {
        SuiteRun run = new SuiteRun(Path.of(arguments[0]));
        List<String> classes = Arrays.asList(arguments).subList(1, arguments.length);
        for (String name : classes) {
            LauncherFactory.create()
                    .execute(
                            LauncherDiscoveryRequestBuilder.request()
                                    .selectors(selectClass(name))
                                    .build(),
                            run);
            run.write(END + name);
        }
        // Threads that a test of Kafka's forgot must not keep the process.
        Runtime.getRuntime().halt(0);
    }

    @Override
    public void executionStarted(TestIdentifier test) {
        begun.put(test.getUniqueIdObject(), System.nanoTime());
        // A tool that gives up would take this process with it; some tests put the default back.
        Exit.setExitProcedure((code, message) -> {
            throw new IllegalStateException("exit " + code + (message == null ? "" : ": " + message));
        });
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        boolean failed = result.getStatus() == Status.FAILED;
        if (test.isTest() ? result.getStatus() != Status.ABORTED : failed) {
            long timeMs = (System.nanoTime() - begun.get(test.getUniqueIdObject())) / 1_000_000;
            write(new Outcome(
                            id(test),
                            !failed,
                            timeMs,
                            result.getThrowable().map(SuiteRun::describe).orElse(""))
                    .line());
        }
    }

    private static String describe(Throwable thrown) {
        StringBuilder all = new StringBuilder();
        for (Throwable each = thrown; each != null && all.length() < 800; each = each.getCause()) {
            String whole = String.valueOf(each);
            all.append(all.isEmpty() ? "" : " <- ").append(whole, 0, Math.min(600, whole.length()));
        }
        return all.toString();
    }

    private static TestId id(TestIdentifier test) {
        Optional<TestSource> source = test.getSource();
        if (source.orElse(null) instanceof MethodSource method) {
            return new TestId(method.getClassName(), method.getMethodName(), invocation(test.getUniqueIdObject()));
        }
        return new TestId(
                source.orElse(null) instanceof ClassSource in ? in.getClassName() : test.getDisplayName(), "", 0);
    }

    private static int invocation(UniqueId id) {
        UniqueId.Segment last = id.getLastSegment();
        return last.getType().equals("test-template-invocation")
                ? Integer.parseInt(last.getValue().substring(1))
                : 0;
    }

    private void write(String line) {
        try {
            Files.writeString(
                    results, line + System.lineSeparator(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
