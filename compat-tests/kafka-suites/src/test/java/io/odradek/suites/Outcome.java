/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.suites;

/** How one run of a test ended. {@code cause} is one line, empty if it passed. A line of a results file. */
record Outcome(TestId test, boolean passed, long timeMs, String cause) {
    static Outcome read(String line) {
        String[] parts = line.split("\t", -1);
        return new Outcome(TestId.parse(parts[0]), parts[1].equals("passed"), Long.parseLong(parts[2]), parts[3]);
    }

    String line() {
        return test + "\t" + (passed ? "passed" : "failed") + "\t" + timeMs + "\t" + cause.replaceAll("\\s+", " ");
    }
}
