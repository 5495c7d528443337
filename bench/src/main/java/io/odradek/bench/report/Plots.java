/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.report;

import io.odradek.bench.Curve;
import io.odradek.bench.Measurements.Run;
import io.odradek.bench.Measurements.Series;
import io.odradek.bench.Side;
import io.odradek.bench.replay.Timeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;

/** A picture of each run of the generator: latency by percentile, and throughput over time, of both sides. */
public final class Plots {

    private static final int WIDTH = 800;
    private static final int HEIGHT = 500;

    /** 50 %, 90 %, 99 % and so on, with steps between them: x stands for the share of 1/x that is slower. */
    private static final double[] SLOWER_THAN_ONE_IN =
            DoubleStream.iterate(1, x -> x <= 10_000, x -> x * 1.25).toArray();

    private Plots() {}

    /**
     * Returns how many pictures were written, or says why there is none: a JDK without fonts draws nothing, which is no
     * reason to lose the figures.
     */
    public static String write(Report report, Path folder) {
        Map<Run, Map<Side, Curve>> runs = new LinkedHashMap<>();
        report.measurements()
                .forEach((side, known) -> known.curves()
                        .forEach((run, curve) -> runs.computeIfAbsent(run, key -> new EnumMap<>(Side.class))
                                .put(side, curve)));
        Map<Run, Map<Side, Series>> series = new LinkedHashMap<>();
        report.measurements()
                .forEach((side, known) -> known.series()
                        .forEach((run, figures) -> series.computeIfAbsent(run, key -> new EnumMap<>(Side.class))
                                .put(side, figures)));
        if (runs.isEmpty()) {
            return "none: only the runs of the generator are plotted";
        }
        try {
            Files.createDirectories(folder);
            for (Map.Entry<Run, Map<Side, Curve>> run : runs.entrySet()) {
                write(folder, run.getKey(), run.getValue());
            }
            for (Map.Entry<Run, Map<Side, Series>> each : series.entrySet()) {
                writeSeries(folder, each.getKey(), each.getValue());
            }
            return runs.size() + series.size() + " in " + folder.toAbsolutePath();
        } catch (IOException | RuntimeException | LinkageError | InternalError e) {
            return "none: " + e + "; fonts are missing if this JDK is one without them: install fontconfig and"
                    + " fonts-dejavu-core";
        }
    }

    private static void write(Path folder, Run run, Map<Side, Curve> sides) throws IOException {
        XYChart latency = chart(run, "one request in so many is slower", "ms");
        latency.getStyler().setXAxisLogarithmic(true).setYAxisLogarithmic(true);
        XYChart throughput = chart(run, "s", "MB/s");
        sides.forEach((side, curve) -> {
            curve.latencies().ifPresent(histogram -> percentiles(latency, side, histogram));
            overTime(throughput, side, curve.megabytesPerSecond());
        });
        List<XYChart> charts = new ArrayList<>(List.of(latency, throughput));
        charts.removeIf(chart -> chart.getSeriesCollection().isEmpty());
        if (!charts.isEmpty()) {
            Path file = folder.resolve(fileName(run));
            BitmapEncoder.saveBitmap(charts, 1, charts.size(), file.toString(), BitmapFormat.PNG);
        }
    }

    private static void writeSeries(Path folder, Run run, Map<Side, Series> sides) throws IOException {
        String unit = sides.values().iterator().next().unit();
        XYChart chart = chart(run, "min", unit);
        sides.forEach((side, series) -> chart.addSeries(
                side.toString(), series.figures().stream().mapToDouble(y -> y).toArray()));
        BitmapEncoder.saveBitmap(
                List.of(chart), 1, 1, folder.resolve(fileName(run)).toString(), BitmapFormat.PNG);
    }

    private static XYChart chart(Run run, String x, String y) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(run.anchor() + ": " + run.title())
                .xAxisTitle(x)
                .yAxisTitle(y)
                .build();
        chart.getStyler().setMarkerSize(0);
        return chart;
    }

    private static void percentiles(XYChart chart, Side side, Histogram histogram) {
        double[] ms = DoubleStream.of(SLOWER_THAN_ONE_IN)
                .map(one -> Math.max(1, histogram.getValueAtPercentile(100 * (1 - 1 / one))) / 1e3)
                .toArray();
        chart.addSeries(side.toString(), SLOWER_THAN_ONE_IN, ms);
    }

    private static void overTime(XYChart chart, Side side, double[] megabytesPerSecond) {
        if (megabytesPerSecond.length > 1) {
            double[] seconds = IntStream.range(0, megabytesPerSecond.length)
                    .mapToDouble(slot -> slot * Timeline.SLOT_MS / 1e3)
                    .toArray();
            chart.addSeries(side.toString(), seconds, megabytesPerSecond);
        }
    }

    private static String fileName(Run run) {
        return (run.anchor() + " " + run.title()).toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    }
}
