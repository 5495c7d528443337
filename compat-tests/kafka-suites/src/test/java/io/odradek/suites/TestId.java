/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.suites;

import java.util.List;

/**
 * One run of a test. A test of Kafka's kit runs once for each form of cluster or parameter: {@code invocation} counts
 * from 1, and is 0 for what is not such a run. {@code method} is empty for what befell the class as a whole.
 */
record TestId(String className, String method, int invocation) {
    static TestId parse(String text) {
        int hash = text.indexOf('#');
        if (hash < 0) {
            return new TestId(text, "", 0);
        }
        int bracket = text.endsWith("]") ? text.lastIndexOf('[') : text.length();
        int invocation =
                bracket == text.length() ? 0 : Integer.parseInt(text.substring(bracket + 1, text.length() - 1));
        return new TestId(text.substring(0, hash), text.substring(hash + 1, bracket), invocation);
    }

    /** The entries of a list that would name this run: itself, its method, its class. */
    List<TestId> namedBy() {
        return List.of(this, new TestId(className, method, 0), new TestId(className, "", 0));
    }

    /** Without the class. */
    String inClass() {
        return method.isEmpty() ? "the class" : method + (invocation == 0 ? "" : "[" + invocation + "]");
    }

    @Override
    public String toString() {
        return method.isEmpty() ? className : className + "#" + inClass();
    }
}
