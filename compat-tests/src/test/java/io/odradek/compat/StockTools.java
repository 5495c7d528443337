/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat;

import io.odradek.compat.process.KafkaJars;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.OptionalInt;

/**
 * The unmodified main classes of Kafka's tools, run inside this JVM by a class loader that sees nothing but Kafka's
 * jars: what a process would do, without a JVM start for each. Standard input, output and error are swapped meanwhile, so one
 * at a time.
 */
public final class StockTools implements AutoCloseable {

    private final URLClassLoader loader;

    // The same streams for every run: tools written in Scala keep those of their first one.
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final PrintStream outStream = new PrintStream(out, true, StandardCharsets.UTF_8);
    private final PrintStream errStream = new PrintStream(err, true, StandardCharsets.UTF_8);

    /** The first one counts: some tools catch what is thrown in place of their exit, and exit once more. */
    private OptionalInt exitCode = OptionalInt.empty();

    public StockTools(KafkaJars jars) {
        URL[] urls = jars.files().stream().map(StockTools::url).toArray(URL[]::new);
        loader = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
        stopExits();
    }

    /** What a tool printed, and what it would have ended its process with. */
    public record Outcome(int exitCode, String output, String errors) {}

    /** Thrown into the tool in place of the end of the process. */
    private static final class ToolExit extends Error {
        private static final long serialVersionUID = 1L;

        ToolExit() {
            super(null, null, false, false);
        }
    }

    public Outcome run(String mainClass, String... arguments) {
        return runWith("", mainClass, arguments);
    }

    /** The same for one that reads. */
    public Outcome runWith(String input, String mainClass, String... arguments) {
        InputStream inBefore = System.in;
        PrintStream outBefore = System.out;
        PrintStream errBefore = System.err;
        ClassLoader loaderBefore = Thread.currentThread().getContextClassLoader();
        out.reset();
        err.reset();
        Thread.currentThread().setContextClassLoader(loader);
        System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
        System.setOut(outStream);
        System.setErr(errStream);
        try {
            exitCode = OptionalInt.empty();
            int code = callMain(mainClass, arguments);
            return new Outcome(
                    exitCode.orElse(code), out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        } finally {
            System.setIn(inBefore);
            System.setOut(outBefore);
            System.setErr(errBefore);
            Thread.currentThread().setContextClassLoader(loaderBefore);
        }
    }

    @Override
    public void close() {
        try {
            loader.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int callMain(String mainClass, String[] arguments) {
        try {
            loader.loadClass(mainClass).getMethod("main", String[].class).invoke(null, (Object) arguments);
            return 0;
        } catch (InvocationTargetException e) {
            Throwable cause = e.getCause();
            if (!(cause instanceof ToolExit)) {
                // An exception that leaves main: a JVM prints it and ends with 1.
                cause.printStackTrace(System.err);
            }
            return 1;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("no such tool: " + mainClass, e);
        }
    }

    private void stopExits() {
        try {
            Class<?> exit = loader.loadClass("org.apache.kafka.common.utils.Exit");
            Class<?> procedure = loader.loadClass("org.apache.kafka.common.utils.Exit$Procedure");
            Object throwing = Proxy.newProxyInstance(loader, new Class<?>[] {procedure}, (proxy, method, arguments) -> {
                if (exitCode.isEmpty()) {
                    exitCode = OptionalInt.of((Integer) arguments[0]);
                }
                throw new ToolExit();
            });
            exit.getMethod("setExitProcedure", procedure).invoke(null, throwing);
            exit.getMethod("setHaltProcedure", procedure).invoke(null, throwing);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Kafka's Exit class has changed", e);
        }
    }

    private static URL url(Path file) {
        try {
            return file.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        }
    }
}
