/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.groups.campaign;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;

/** What a run has shown. Used from one thread. */
final class CampaignReport {

    /**
     * One kill, as one group saw it.
     *
     * @param moving whether a member left and another came meanwhile
     * @param found since the kill, another broker answers for the group
     * @param whole the same, with all members that it is to have at the end of the round, and stable
     * @param settled stable since the last of: the kill, the newcomer's start, a member put out that had left
     * @param ghost since the kill, the member was put out that had left, but whose leave died with the coordinator
     * @param firstCommits of each member that commits again, sorted
     * @param timeOuts of kcat, which did not ask for another coordinator before its session was over
     */
    record Round(
            String group,
            boolean moving,
            Duration found,
            Duration whole,
            Duration settled,
            Optional<Duration> ghost,
            List<Duration> firstCommits,
            int timeOuts) {
        @Override
        public String toString() {
            String commits = firstCommits.isEmpty()
                    ? "nobody commits"
                    : "members commit again after " + firstCommits.get(0).toMillis() + " to "
                            + firstCommits.get(firstCommits.size() - 1).toMillis() + " ms (" + firstCommits.size()
                            + ")";
            String gone = ghost.map(time -> ", as its leave was lost put out after " + time.toMillis() + " ms")
                    .orElse("");
            String slept = timeOuts == 0 ? "" : ", kcat asks for another when its session is over";
            return "%s: coordinator killed%s%s%s; another after %d ms, stable after %d ms, %d ms since the last change, %s"
                    .formatted(
                            group,
                            moving ? " while one leaves and one comes" : "",
                            gone,
                            slept,
                            found.toMillis(),
                            whole.toMillis(),
                            settled.toMillis(),
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

    /** Of each group: how fast it came back, by what had happened to it. */
    private String summary() {
        StringBuilder text = new StringBuilder();
        new TreeSet<>(rounds.stream().map(Round::group).toList()).forEach(group -> {
            List<Round> all =
                    rounds.stream().filter(round -> round.group().equals(group)).toList();
            text.append("\n  ").append(group).append(": ").append(spread("another coordinator", all, Round::found));
            text.append(spread("; stable after a kill alone", only(all, round -> !round.moving()), Round::whole));
            text.append(spread(
                    "; after one came meanwhile",
                    only(all, round -> round.moving() && round.ghost().isEmpty()),
                    Round::settled));
            text.append(spread(
                    "; after one was put out whose leave was lost",
                    only(all, round -> round.ghost().isPresent()),
                    Round::settled));
        });
        return text.toString();
    }

    private static List<Round> only(List<Round> all, Predicate<Round> wanted) {
        return all.stream().filter(wanted).toList();
    }

    private static String spread(String what, List<Round> rounds, Function<Round, Duration> time) {
        if (rounds.isEmpty()) {
            return "";
        }
        List<Long> sorted =
                rounds.stream().map(time).map(Duration::toMillis).sorted().toList();
        return "%s: median %d, worst %d ms (%d)"
                .formatted(what, sorted.get(sorted.size() / 2), sorted.get(sorted.size() - 1), sorted.size());
    }

    List<String> violations() {
        return List.copyOf(violations);
    }

    @Override
    public String toString() {
        return "group campaign: seed " + seed + ", " + elapsed() + "\n  " + String.join("\n  ", notes) + summary()
                + (violations.isEmpty() ? "" : "\n  VIOLATIONS\n  " + String.join("\n  ", violations));
    }
}
