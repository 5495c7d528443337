/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.groups.campaign;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a run has shown. Used from one thread. */
final class CampaignReport {

    /**
     * One kill, as one group saw it.
     *
     * @param moving whether a member left and another came meanwhile
     * @param found since the kill, another broker answers for the group
     * @param whole the same, with all members that it is to have at the end of the round, and stable
     * @param firstCommits of each member that commits again, sorted
     */
    record Round(String group, boolean moving, Duration found, Duration whole, List<Duration> firstCommits) {
        @Override
        public String toString() {
            String commits = firstCommits.isEmpty()
                    ? "nobody commits"
                    : "members commit again after " + firstCommits.get(0).toMillis() + " to "
                            + firstCommits.get(firstCommits.size() - 1).toMillis() + " ms (" + firstCommits.size()
                            + ")";
            return "%s: coordinator killed%s; another after %d ms, stable after %d ms, %s"
                    .formatted(
                            group,
                            moving ? " while one leaves and one comes" : "",
                            found.toMillis(),
                            whole.toMillis(),
                            commits);
        }
    }

    private final long seed;
    private final long startNs = System.nanoTime();
    private final List<String> notes = new ArrayList<>();
    private final List<Round> rounds = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();

    CampaignReport(long seed) {
        this.seed = seed;
    }

    void note(String what) {
        notes.add(what);
    }

    void round(Round round) {
        rounds.add(round);
        notes.add(round.toString());
    }

    void violations(List<String> more) {
        violations.addAll(more);
    }

    String elapsed() {
        return (System.nanoTime() - startNs) / 1_000_000 + " ms";
    }

    List<Round> rounds() {
        return List.copyOf(rounds);
    }

    List<String> violations() {
        return List.copyOf(violations);
    }

    @Override
    public String toString() {
        return "group campaign: seed " + seed + ", " + elapsed() + "\n  " + String.join("\n  ", notes)
                + (violations.isEmpty() ? "" : "\n  VIOLATIONS\n  " + String.join("\n  ", violations));
    }
}
