/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.suites;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What became of a class: its score, what failed, and how many tests are missing a feature or not applicable, by why. */
record ClassResult(Score score, List<String> failed, Map<String, Integer> missing, Map<String, Integer> notApplicable) {

    /** Outcomes judged by the two lists. {@code complaints} takes what is wrong with the lists themselves. */
    static ClassResult judge(
            String className,
            List<Outcome> outcomes,
            ListedTests missingFeatures,
            ListedTests notApplicable,
            List<String> complaints) {
        List<String> failed = new ArrayList<>();
        Map<String, Integer> missing = new TreeMap<>();
        Map<String, Integer> inapplicable = new TreeMap<>();
        int passed = 0;
        for (Outcome outcome : outcomes) {
            var absent = missingFeatures.entryFor(outcome.test());
            var foreign = notApplicable.entryFor(outcome.test());
            if (outcome.passed()) {
                passed++;
                absent.or(() -> foreign)
                        .ifPresent(entry -> complaints.add(
                                outcome.test() + " passes and is listed as " + entry + ": strike it out"));
            } else if (foreign.isPresent()) {
                inapplicable.merge(notApplicable.reason(foreign.get()), 1, Integer::sum);
            } else if (absent.isPresent()) {
                missing.merge(missingFeatures.reason(absent.get()), 1, Integer::sum);
            } else {
                failed.add(outcome.test().inClass());
            }
        }
        complainOfUseless(className, outcomes, missingFeatures, complaints);
        complainOfUseless(className, outcomes, notApplicable, complaints);
        Score score = new Score(passed, failed.size(), sum(missing), sum(inapplicable));
        return new ClassResult(score, failed.stream().sorted().toList(), missing, inapplicable);
    }

    private static void complainOfUseless(
            String className, List<Outcome> outcomes, ListedTests list, List<String> complaints) {
        list.entries().keySet().stream()
                .filter(entry -> entry.className().equals(className))
                .filter(entry -> outcomes.stream()
                        .noneMatch(outcome -> outcome.test().namedBy().contains(entry)))
                .forEach(entry -> complaints.add(entry + " is listed and names no test"));
    }

    private static int sum(Map<String, Integer> counts) {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }
}
