/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.report;

import io.odradek.bench.Figure;
import io.odradek.bench.Limits;
import io.odradek.bench.Side;
import io.odradek.bench.Spread;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The report as text: a part for each scenario, with the machine's own limits below it where its CPU can be held against them. */
public final class Table {

    private final Report report;
    private final List<Verdicts.Refusal> refusals;
    private final StringBuilder text = new StringBuilder();

    private Table(Report report) {
        this.report = report;
        this.refusals = report.refusals();
    }

    public static String of(Report report) {
        Table table = new Table(report);
        table.head();
        table.refusals();
        if (table.refusals.stream().noneMatch(Verdicts.Refusal::isOfEverything)) {
            table.parts();
        }
        table.foot();
        return table.text.toString();
    }

    private void head() {
        if (report.shortForm()) {
            line("SHORT FORM: it works; the figures mean nothing, and the labels name the full form.");
        }
        line("median (least .. greatest) of " + report.pairs()
                + " pair(s); ratio = Odradek / Kafka, taken within a pair;"
                + " x limit = Odradek's and Kafka's CPU as multiples of what the machine needs for the same bytes");
        report.conditions().lines().forEach(this::line);
    }

    private void refusals() {
        refusals.forEach(refusal -> line("NO COMPARISON" + (refusal.anchor().isEmpty() ? "" : " of " + refusal.anchor())
                + ": " + refusal.why()));
    }

    private void parts() {
        Map<String, List<Figure>> parts = new LinkedHashMap<>();
        report.figures()
                .forEach(figure -> parts.computeIfAbsent(figure.anchor(), key -> new ArrayList<>())
                        .add(figure));
        row("", "", "Odradek", "Kafka", "ratio", "must be", "", "x limit");
        parts.forEach((anchor, figures) -> {
            List<Figure> allowed = figures.stream()
                    .filter(figure -> refusals.stream().noneMatch(refusal -> refusal.concerns(figure)))
                    .toList();
            allowed.forEach(this::figure);
            limits(anchor, allowed);
        });
    }

    private void figure(Figure figure) {
        row(
                figure.anchor(),
                figure.label() + (figure.unit().isEmpty() ? "" : ", " + figure.unit()),
                cell(Side.ODRADEK, figure),
                cell(Side.KAFKA, figure),
                Spread.of(report.ratios(figure)).map(Numbers::ratio).orElse("-"),
                Numbers.bound(figure),
                report.verdict(figure),
                timesLimit(figure));
    }

    private String cell(Side side, Figure figure) {
        return report.spread(side, figure).map(Numbers::of).orElse("-");
    }

    private String timesLimit(Figure figure) {
        return Spread.of(report.limits().cpuPerGib(figure.limit()))
                .filter(limit -> limit.median() > 0)
                .map(limit -> times(Side.ODRADEK, figure, limit) + " / " + times(Side.KAFKA, figure, limit))
                .orElse("");
    }

    private String times(Side side, Figure figure, Spread limit) {
        return report.spread(side, figure)
                .map(spread -> Numbers.of(spread.median() / limit.median()))
                .orElse("-");
    }

    private void limits(String anchor, List<Figure> figures) {
        Set<Limits.Limit> held = EnumSet.noneOf(Limits.Limit.class);
        figures.forEach(figure -> held.add(figure.limit()));
        for (Limits.Limit limit : held) {
            Spread.of(report.limits().cpuPerGib(limit))
                    .filter(spread -> spread.median() > 0)
                    .ifPresent(
                            spread -> row(anchor, "LIMIT: " + limit.label(), Numbers.of(spread), "", "", "", "", ""));
        }
    }

    private void foot() {
        text.append(System.lineSeparator());
    }

    private void line(String line) {
        text.append(line).append(System.lineSeparator());
    }

    private void row(Object... cells) {
        text.append(String.format(Locale.ROOT, "%-12s %-76s %28s %32s %22s %10s %4s %14s", cells)
                        .stripTrailing())
                .append(System.lineSeparator());
    }
}
