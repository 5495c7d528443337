/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat;

import io.odradek.compat.process.ChildProcess;
import java.util.Locale;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A test that failed prints the last output of every process that it had, and their threads too if it was time that
 * ran out.
 */
public final class DumpOnFailure implements AfterTestExecutionCallback {

    @Override
    public void afterTestExecution(ExtensionContext context) {
        context.getExecutionException().ifPresent(failure -> dump(context.getDisplayName(), failure));
    }

    /** At once, for a test that ends its processes before anybody else hears of its failure. */
    public static void dump(String what, Throwable failure) {
        System.err.println("=== processes at the failure of " + what);
        ChildProcess.live()
                .forEach(child -> System.err.println(ranOutOfTime(failure) ? child.threadDump() : child.describe()));
    }

    private static boolean ranOutOfTime(Throwable failure) {
        return failure.toString().toLowerCase(Locale.ROOT).contains("timeout")
                || String.valueOf(failure.getMessage()).contains("within");
    }
}
