/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The figures of both sides beside each other. A ratio is taken within a pair, then its spread over the pairs. */
final class Report {

    private final Map<Side, Measurements> measurements;
    private final int pairs;
    private final Workload workload;

    Report(Map<Side, Measurements> measurements, int pairs, Workload workload) {
        this.measurements = measurements;
        this.pairs = pairs;
        this.workload = workload;
    }

    String table() {
        if (!isComparable()) {
            return "\nNO COMPARISON: acknowledged records were lost, doubled or out of order: Odradek "
                    + of(Side.ODRADEK, Metric.WRONG_RECORDS) + ", Kafka " + of(Side.KAFKA, Metric.WRONG_RECORDS) + "\n";
        }
        StringBuilder text = new StringBuilder();
        if (workload.equals(Workload.SHORT)) {
            text.append("\nSHORT FORM: it works; the figures mean nothing, and the labels name the full form.");
        }
        text.append("\nmedian (least .. greatest) of ")
                .append(pairs)
                .append(" pair(s); ratio = Odradek / Kafka, taken within a pair;")
                .append(" P2 by a client with assigned partitions, no group\n\n");
        text.append(row("", "", "Odradek", "Kafka", "ratio", "must be", ""));
        for (Metric metric : Metric.values()) {
            if (spread(Side.ODRADEK, metric).isPresent()
                    || spread(Side.KAFKA, metric).isPresent()) {
                text.append(row(
                        metric.anchor(),
                        metric.label() + (metric.unit().isEmpty() ? "" : ", " + metric.unit()),
                        spread(Side.ODRADEK, metric).map(Report::numbers).orElse("-"),
                        spread(Side.KAFKA, metric).map(Report::numbers).orElse("-"),
                        Spread.of(ratios(metric)).map(Report::ratioText).orElse("-"),
                        boundText(metric),
                        verdict(metric)));
            }
        }
        return text.toString();
    }

    void writeJson(Path file) throws IOException {
        ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
        ObjectNode root = mapper.createObjectNode();
        root.put("pairs", pairs);
        root.put("java", System.getProperty("java.vm.version"));
        root.put("processors", Runtime.getRuntime().availableProcessors());
        root.set("workload", mapper.valueToTree(workload.toString()));
        for (Metric metric : Metric.values()) {
            ObjectNode node = mapper.createObjectNode();
            node.put("anchor", metric.anchor());
            node.put("label", metric.label());
            node.put("unit", metric.unit());
            node.set("odradek", mapper.valueToTree(of(Side.ODRADEK, metric)));
            node.set("kafka", mapper.valueToTree(of(Side.KAFKA, metric)));
            node.set("ratios", mapper.valueToTree(ratios(metric)));
            node.put("mustBe", boundText(metric));
            if (!of(Side.ODRADEK, metric).isEmpty() || !of(Side.KAFKA, metric).isEmpty()) {
                root.set(metric.name(), node);
            }
        }
        Path parent = file.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        Files.writeString(file, mapper.writeValueAsString(root) + "\n");
    }

    List<Double> ratios(Metric metric) {
        List<Double> ours = of(Side.ODRADEK, metric);
        List<Double> theirs = of(Side.KAFKA, metric);
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < Math.min(ours.size(), theirs.size()); i++) {
            if (theirs.get(i) > 0) {
                ratios.add(ours.get(i) / theirs.get(i));
            }
        }
        return ratios;
    }

    /** By the median, where there is a bound and there are figures. */
    String verdict(Metric metric) {
        Optional<Spread> judged = switch (metric.bound()) {
            case NONE -> Optional.empty();
            case RATIO, RATIO_MIN -> Spread.of(ratios(metric));
            case ABSOLUTE -> spread(Side.ODRADEK, metric);
        };
        return judged.map(spread -> holds(metric, spread.median()) ? "yes" : "NO")
                .orElse("");
    }

    private static boolean holds(Metric metric, double value) {
        return metric.bound() == Metric.Bound.RATIO_MIN ? value >= metric.boundMax() : value <= metric.boundMax();
    }

    /** What was promised and not kept makes every other figure worthless. */
    boolean isComparable() {
        return Stream.of(Side.values())
                .flatMap(side -> of(side, Metric.WRONG_RECORDS).stream())
                .allMatch(wrong -> wrong == 0);
    }

    private List<Double> of(Side side, Metric metric) {
        Measurements known = measurements.get(side);
        return known == null ? List.of() : known.of(metric);
    }

    private Optional<Spread> spread(Side side, Metric metric) {
        return Spread.of(of(side, metric));
    }

    private static String numbers(Spread spread) {
        return number(spread.median()) + " (" + number(spread.min()) + " .. " + number(spread.max()) + ")";
    }

    private static String ratioText(Spread spread) {
        return String.format(Locale.ROOT, "%.2f (%.2f .. %.2f)", spread.median(), spread.min(), spread.max());
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%,.0f", value);
    }

    private static String boundText(Metric metric) {
        return switch (metric.bound()) {
            case NONE -> "";
            case RATIO -> "<= " + metric.boundMax() + " x";
            case RATIO_MIN -> ">= " + metric.boundMax() + " x";
            case ABSOLUTE -> "<= " + number(metric.boundMax());
        };
    }

    private static String row(Object... cells) {
        return String.format(Locale.ROOT, "%-10s %-68s %28s %32s %22s %10s %4s%n", cells);
    }
}
