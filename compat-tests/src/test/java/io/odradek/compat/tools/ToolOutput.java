/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.tools;

import io.odradek.compat.StockTools;
import io.odradek.compat.process.BrokerProcess;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a tool printed without what no two runs have in common: ids, ports, times, paths and the columns' widths. */
final class ToolOutput {
    private static final Pattern OF_THE_LOGGER = Pattern.compile(
            "\\s+at .*|null|.*StockTools.ToolExit.*|\\s*\\.\\.\\. \\d+ more|.* (ERROR|WARN|INFO) .*|(SLF4J|log4j|Caused by):?.*|.*StatusLogger.*");
    private static final Pattern NUMBER = Pattern.compile("(?<![A-Za-z0-9_-])-?\\d+([.,]\\d+)*(?![A-Za-z0-9_])");

    private ToolOutput() {}

    static List<String> masked(Invocation invocation, StockTools.Outcome outcome, BrokerProcess broker) {
        String text = outcome.output() + "\n" + outcome.errors();
        Stream<String> lines = text.lines()
                .filter(line -> !line.isBlank() && !OF_THE_LOGGER.matcher(line).matches())
                .map(line -> masked(line, broker));
        if (invocation.has("measured")) {
            lines = lines.map(line -> NUMBER.matcher(line).replaceAll("N")).distinct();
        }
        if (invocation.has("any order of words")) {
            lines = lines.map(line -> Stream.of(line.split("(?<=[ ,{}\\[\\]])", -1))
                    .map(String::strip)
                    .filter(word -> !word.isEmpty())
                    .sorted()
                    .collect(Collectors.joining(" ")));
        }
        if (invocation.has("any order")) {
            lines = lines.sorted();
        }
        return Stream.concat(Stream.of("exit code " + outcome.exitCode()), lines)
                .toList();
    }

    private static String masked(String line, BrokerProcess broker) {
        return line.replace(broker.bootstrapServers(), "SERVER")
                .replace(broker.dataFolder().toString(), "FOLDER")
                .replaceAll(Pattern.quote(ToolFiles.FOLDER.toString()), "FILE")
                .replaceAll("\\b" + broker.port() + "\\b", "PORT")
                .replaceAll("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "UUID")
                .replaceAll("(?<![A-Za-z0-9_-])(?=[A-Za-z0-9_-]*[0-9A-Z])[A-Za-z0-9_-]{22}(?![A-Za-z0-9_(-])", "ID")
                .replaceAll("(console-consumer|perf-consumer|test-group|producer)-\\d{2,}", "$1-N")
                .replaceAll("\\[[0-9-]+ [0-9:,]+\\]", "[TIME]")
                .replaceAll("(?<=[tT]imestamp\":)\\d+", "N")
                .replaceAll("\\d{4}-\\d\\d-\\d\\d(?= )", "DATE")
                .replaceAll("(?<=Epoch: )\\d+", "N")
                .replaceAll("\\s+", " ")
                .replaceAll("-{3,}", "---")
                .strip();
    }
}
