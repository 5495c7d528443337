/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.report;

import io.odradek.bench.CellFigure;
import io.odradek.bench.Figure;
import io.odradek.bench.Measurements;
import io.odradek.bench.Measurements.Run;
import io.odradek.bench.Metric;
import io.odradek.bench.Side;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What must not be compared. Lost and rejected records make every figure worthless. A scenario in which the two sides did
 * different work, or in which one of them had not settled, loses its own figures; of one with cells, such a cell does.
 */
public final class Verdicts {

    /** So much may the speed of the last third of a run differ from that of the middle one, in most of the pairs. */
    static final double DRIFT_MAX = 0.3;

    private final Map<Side, Measurements> measurements;

    /**
     * Why there is no comparison.
     *
     * @param anchor of a scenario, or {@link #EVERYTHING}
     * @param run of a scenario with several cells, which alone is concerned
     */
    public record Refusal(String anchor, String run, String why) {

        static final String EVERYTHING = "";

        static Refusal ofEverything(String why) {
            return new Refusal(EVERYTHING, "", why);
        }

        boolean isOfEverything() {
            return anchor.equals(EVERYTHING);
        }

        boolean concerns(Figure figure) {
            return isOfEverything()
                    || (anchor.equals(figure.anchor())
                            && (!(figure instanceof CellFigure)
                                    || figure.label().startsWith(run + ":")));
        }
    }

    private Verdicts(Map<Side, Measurements> measurements) {
        this.measurements = measurements;
    }

    /** @param shortForm whose runs are over before anything has settled */
    static List<Refusal> of(Map<Side, Measurements> measurements, boolean shortForm) {
        Verdicts verdicts = new Verdicts(measurements);
        List<Refusal> refusals = new ArrayList<>();
        measurements.forEach((side, known) -> {
            verdicts.wrongRecords(side, known, refusals);
            if (!shortForm) {
                verdicts.unsettled(side, known, refusals);
            }
        });
        verdicts.differentWork(refusals);
        return refusals;
    }

    private void wrongRecords(Side side, Measurements known, List<Refusal> refusals) {
        double wrong = known.of(Metric.WRONG_RECORDS).stream()
                .mapToDouble(records -> records)
                .sum();
        if (wrong != 0) {
            refusals.add(Refusal.ofEverything(
                    side + ": " + (long) wrong + " acknowledged records lost, doubled or out of order"));
        }
        known.wrongs()
                .forEach(each -> refusals.add(Refusal.ofEverything(
                        side + ", " + each.anchor() + ": " + each.what() + ": " + each.records())));
    }

    private void unsettled(Side side, Measurements known, List<Refusal> refusals) {
        known.drifts().forEach((run, ratios) -> {
            List<Double> off = ratios.stream()
                    .filter(ratio -> ratio < 1 - DRIFT_MAX || ratio > 1 / (1 - DRIFT_MAX))
                    .toList();
            if (off.size() * 2 > ratios.size()) {
                refusals.add(new Refusal(
                        run.anchor(),
                        run.title(),
                        side + " had not settled in \"" + run.title()
                                + "\": the end of the run was so many times as fast as its middle: "
                                + ratios.stream().map(Numbers::of).toList()));
            }
        });
    }

    private void differentWork(List<Refusal> refusals) {
        Measurements ours = measurements.get(Side.ODRADEK);
        Measurements theirs = measurements.get(Side.KAFKA);
        if (ours == null || theirs == null) {
            return;
        }
        Set<Run> runs = new LinkedHashSet<>(ours.work().keySet());
        runs.addAll(theirs.work().keySet());
        for (Run run : runs) {
            List<Long> one = ours.work().getOrDefault(run, List.of());
            List<Long> other = theirs.work().getOrDefault(run, List.of());
            if (!one.equals(other)) {
                refusals.add(new Refusal(
                        run.anchor(),
                        run.title(),
                        "different work in \"" + run.title() + "\": Odradek " + one + ", Kafka " + other));
            }
        }
    }
}
