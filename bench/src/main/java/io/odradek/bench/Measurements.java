/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench;

import io.odradek.bench.replay.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What was seen of one broker, in the order of the pairs: figures, and what tells whether they may be compared. */
public final class Measurements {

    private final Map<Figure, List<Double>> values = new LinkedHashMap<>();
    private final Map<Run, List<Long>> work = new LinkedHashMap<>();
    private final Map<Run, List<Double>> drifts = new LinkedHashMap<>();
    private final Map<Run, Curve> curves = new LinkedHashMap<>();
    private final Map<Run, Series> series = new LinkedHashMap<>();
    private final List<Wrong> wrongs = new ArrayList<>();

    /** Something that is done once in a pair, or is counted once. */
    public record Run(String anchor, String title) {}

    /** Figures that follow each other in time. */
    public record Series(String unit, List<Double> figures) {}

    /** Records that were lost or rejected. */
    public record Wrong(String anchor, String what, long records) {}

    public void add(Figure figure, double value) {
        values.computeIfAbsent(figure, key -> new ArrayList<>()).add(value);
    }

    public List<Double> of(Figure figure) {
        return values.getOrDefault(figure, List.of());
    }

    public Set<Figure> figures() {
        return values.keySet();
    }

    /** An amount that must be the other broker's too. */
    public void work(Run run, long amount) {
        work.computeIfAbsent(run, key -> new ArrayList<>()).add(amount);
    }

    public Map<Run, List<Long>> work() {
        return work;
    }

    /** How its speed went on in the last part of a run, as a multiple of what it had been. */
    public void drift(Run run, double ratio) {
        drifts.computeIfAbsent(run, key -> new ArrayList<>()).add(ratio);
    }

    public Map<Run, List<Double>> drifts() {
        return drifts;
    }

    /** Nothing is noted of none. */
    public void wrong(String anchor, String what, long records) {
        if (records != 0) {
            wrongs.add(new Wrong(anchor, what, records));
        }
    }

    public List<Wrong> wrongs() {
        return wrongs;
    }

    /** To be plotted. */
    public void plot(Run run, Outcome outcome) {
        curves.computeIfAbsent(run, key -> new Curve()).add(outcome);
    }

    /** To be plotted over time; the last pair's counts. */
    public void series(Run run, String unit, List<Double> figures) {
        series.put(run, new Series(unit, List.copyOf(figures)));
    }

    public Map<Run, Series> series() {
        return series;
    }

    public Map<Run, Curve> curves() {
        return curves;
    }
}
