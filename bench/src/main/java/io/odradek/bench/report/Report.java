/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.report;

import io.odradek.bench.Conditions;
import io.odradek.bench.Figure;
import io.odradek.bench.Limits;
import io.odradek.bench.Measurements;
import io.odradek.bench.Metric;
import io.odradek.bench.Side;
import io.odradek.bench.Spread;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The figures of both sides beside each other. A ratio is taken within a pair, then its spread over the pairs.
 *
 * @param shortForm figures mean nothing
 */
public record Report(
        Map<Side, Measurements> measurements, Limits limits, Conditions conditions, int pairs, boolean shortForm) {

    /** Those with a fixed place first, then cells in the order in which they came. */
    List<Figure> figures() {
        Set<Figure> taken = new LinkedHashSet<>();
        measurements.values().forEach(known -> taken.addAll(known.figures()));
        Set<Figure> figures = new LinkedHashSet<>(List.of(Metric.values()));
        figures.retainAll(taken);
        figures.addAll(taken);
        return List.copyOf(figures);
    }

    List<Double> ratios(Figure figure) {
        List<Double> ours = of(Side.ODRADEK, figure);
        List<Double> theirs = of(Side.KAFKA, figure);
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < Math.min(ours.size(), theirs.size()); i++) {
            if (theirs.get(i) > 0) {
                ratios.add(ours.get(i) / theirs.get(i));
            }
        }
        return ratios;
    }

    /** By the median, where there is a bound and there are figures. */
    String verdict(Figure figure) {
        Optional<Spread> judged = switch (figure.bound()) {
            case NONE -> Optional.empty();
            case RATIO, RATIO_MIN -> Spread.of(ratios(figure));
            case ABSOLUTE, ABSOLUTE_MIN -> spread(Side.ODRADEK, figure);
        };
        return judged.map(spread -> figure.bound().holds(spread.median(), figure.boundMax()) ? "yes" : "NO")
                .orElse("");
    }

    public List<Verdicts.Refusal> refusals() {
        return Verdicts.of(measurements, shortForm);
    }

    List<Double> of(Side side, Figure figure) {
        Measurements known = measurements.get(side);
        return known == null ? List.of() : known.of(figure);
    }

    Optional<Spread> spread(Side side, Figure figure) {
        return Spread.of(of(side, figure));
    }
}
