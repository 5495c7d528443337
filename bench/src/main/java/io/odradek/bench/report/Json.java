/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.odradek.bench.Figure;
import io.odradek.bench.Limits.Limit;
import io.odradek.bench.Side;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The report for a machine: every figure that was taken, also of what must not be compared, and why not. */
public final class Json {

    private static final ObjectMapper MAPPER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private Json() {}

    public static void write(Report report, Path file) throws IOException {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("pairs", report.pairs());
        root.put("java", System.getProperty("java.vm.version"));
        root.put("processors", Runtime.getRuntime().availableProcessors());
        root.put("short", report.shortForm());
        root.set("conditions", MAPPER.valueToTree(report.conditions().lines()));
        root.set("laps", MAPPER.valueToTree(report.conditions().laps()));
        ArrayNode refusals = root.putArray("refusals");
        report.refusals()
                .forEach(refusal ->
                        refusals.addObject().put("scenario", refusal.anchor()).put("why", refusal.why()));
        ObjectNode limits = root.putObject("limitCpuPerGib");
        for (Limit limit : Limit.values()) {
            limits.set(limit.name(), MAPPER.valueToTree(report.limits().cpuPerGib(limit)));
        }
        report.figures().forEach(figure -> root.set(figure.name(), figure(report, figure)));
        Path parent = file.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        Files.writeString(file, MAPPER.writeValueAsString(root) + "\n");
    }

    private static ObjectNode figure(Report report, Figure figure) {
        ObjectNode node = MAPPER.createObjectNode();
        node.put("anchor", figure.anchor());
        node.put("label", figure.label());
        node.put("unit", figure.unit());
        node.set("odradek", MAPPER.valueToTree(report.of(Side.ODRADEK, figure)));
        node.set("kafka", MAPPER.valueToTree(report.of(Side.KAFKA, figure)));
        node.set("ratios", MAPPER.valueToTree(report.ratios(figure)));
        node.put("mustBe", Numbers.bound(figure));
        return node;
    }
}
