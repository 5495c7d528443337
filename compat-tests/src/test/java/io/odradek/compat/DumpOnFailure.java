/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat;

import io.odradek.compat.process.ChildProcess;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A test that failed or ran out of time prints the threads and the last output of every process that it had. */
public final class DumpOnFailure implements AfterTestExecutionCallback {

    @Override
    public void afterTestExecution(ExtensionContext context) {
        if (context.getExecutionException().isPresent()) {
            System.err.println("=== processes at the failure of " + context.getDisplayName());
            ChildProcess.live().forEach(child -> System.err.println(child.threadDump()));
        }
    }
}
