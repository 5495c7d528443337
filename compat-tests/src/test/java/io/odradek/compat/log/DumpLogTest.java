/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.broker.log.LogConfig;
import io.odradek.broker.log.PartitionLog;
import io.odradek.compat.StockTools;
import io.odradek.compat.process.KafkaJars;
import io.odradek.protocol.record.Compression;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Kafka's own kafka-dump-log.sh finds nothing wrong in what we write. */
@Timeout(90)
class DumpLogTest {
    private static final String DUMP = "org.apache.kafka.tools.DumpLogSegments";
    private static final int RECORDS = 600;
    private static final String LATER_SEGMENT =
            "Non-consecutive offsets in \\S*/0*([1-9]\\d*)\\.log\n  -1 is followed by \\1\n";

    @TempDir
    Path data;

    @Test
    void everyFileWeWritePassesKafkasDump() throws IOException {
        LogConfig.Roll roll = LogConfig.DEFAULTS.roll();
        LogConfig config = LogConfig.DEFAULTS.withRoll(
                new LogConfig.Roll(40_000, roll.segmentMs(), 0, roll.indexBytesMax(), 1000));
        try (OurLogs logs = new OurLogs(data, config)) {
            PartitionLog log = logs.open("t", 0);
            for (int i = 0; i < RECORDS; i++) {
                appendOne(logs, log, i);
            }
            transaction(logs, log, 77, true);
            transaction(logs, log, 78, false);
        }
        try (StockTools tools = new StockTools(KafkaJars.CURRENT)) {
            String logs = dump(tools, ".log", "--deep-iteration", "--print-data-log");
            assertThat(logs).contains("payload: value 0\n", "payload: value 599\n", "endTxnMarker: ABORT");
            assertThat(dump(tools, ".index", "--index-sanity-check")).contains("passed sanity check");
            dump(tools, ".index", "--verify-index-only");
            dump(tools, ".timeindex", "--index-sanity-check");
            dump(tools, ".timeindex", "--verify-index-only");
            assertThat(dump(tools, ".snapshot")).contains("producerId: 4711", "lastSequence: 599");
            assertThat(dump(tools, ".txnindex")).contains("producerId: 78");
        }
    }

    private static void appendOne(OurLogs logs, PartitionLog log, int number) {
        Compression[] codecs = Compression.values();
        logs.append(
                log,
                builder -> builder.compression(codecs[number % codecs.length])
                        .producer(4711, (short) 0, number)
                        .append(
                                1_790_000_000_000L + number,
                                ("key " + number).getBytes(UTF_8),
                                ("value " + number).getBytes(UTF_8)));
    }

    private static void transaction(OurLogs logs, PartitionLog log, long producer, boolean commit) {
        logs.append(
                log,
                builder -> builder.producer(producer, (short) 0, 0)
                        .transactional()
                        .append(1_790_000_001_000L, null, "in a transaction".getBytes(UTF_8)));
        logs.append(
                log,
                builder -> builder.producer(producer, (short) 0, -1)
                        .transactional()
                        .control()
                        .append(
                                1_790_000_001_000L,
                                ByteBuffer.allocate(4)
                                        .putShort(2, (short) (commit ? 1 : 0))
                                        .array(),
                                ByteBuffer.allocate(6).array()));
    }

    private String dump(StockTools tools, String ending, String... flags) throws IOException {
        String files;
        try (Stream<Path> found = Files.list(data.resolve("t-0"))) {
            files = found.map(Path::toString)
                    .filter(name -> name.endsWith(ending))
                    .sorted()
                    .collect(Collectors.joining(","));
        }
        assertThat(files).as(ending).isNotEmpty();
        String[] arguments =
                Stream.concat(Stream.of("--files", files), Stream.of(flags)).toArray(String[]::new);
        StockTools.Outcome outcome = tools.run(DUMP, arguments);
        assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
        // The tool expects every file to begin at offset 0 and says so of each later segment, of Kafka's own, too.
        assertThat(outcome.errors().replaceAll(LATER_SEGMENT, "")).isEmpty();
        for (String complaint : List.of("ismatch", "out of order", "corrupt", "invalid", "not found")) {
            assertThat(outcome.output()).as(ending).doesNotContain(complaint);
        }
        return outcome.output();
    }
}
