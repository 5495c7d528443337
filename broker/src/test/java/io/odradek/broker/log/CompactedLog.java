/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.odradek.protocol.record.BatchBuilder;
import io.odradek.protocol.record.RecordBatch;
import io.odradek.protocol.record.RecordCursor;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A log of a compacted topic with small segments, written by key and read as a consumer of committed records reads it. */
final class CompactedLog {
    static final long DELETE_RETENTION_MS = 60_000;
    static final LogConfig CONFIG = LogConfig.DEFAULTS
            .withSegmentBytes(400)
            .withRetention(new LogConfig.Retention(false, true, -1, -1, 1_000))
            .withCleaning(new LogConfig.Cleaning(0.01, 0, Long.MAX_VALUE, DELETE_RETENTION_MS));

    final LogFixture fixture;
    private final Map<Long, Integer> sequences = new HashMap<>();
    PartitionLog log;

    CompactedLog(LogFixture fixture) {
        this(fixture, CONFIG);
    }

    CompactedLog(LogFixture fixture, LogConfig config) {
        this.fixture = fixture;
        fixture.config = config;
        this.log = fixture.open();
    }

    static CompactedLog inMemory() {
        return new CompactedLog(LogFixture.inMemory());
    }

    /** One record a batch; a null value deletes the key. */
    void put(String key, @Nullable String value) {
        append(LogFixture.batch(builder -> record(builder, key, value)), AppendOrigin.CLIENT);
    }

    /** All in one batch: key, value, key, value. */
    void putTogether(@Nullable String... keysAndValues) {
        append(
                LogFixture.batch(builder -> {
                    for (int i = 0; i < keysAndValues.length; i += 2) {
                        record(builder, keysAndValues[i], keysAndValues[i + 1]);
                    }
                }),
                AppendOrigin.CLIENT);
    }

    void putBy(long producerId, boolean transactional, String key, @Nullable String value) {
        int sequence = sequences.merge(producerId, 1, Integer::sum) - 1;
        append(
                LogFixture.batch(builder -> {
                    record(builder.producer(producerId, (short) 0, sequence), key, value);
                    if (transactional) {
                        builder.transactional();
                    }
                }),
                AppendOrigin.CLIENT);
    }

    void end(long producerId, boolean commit) {
        byte[] type = ByteBuffer.allocate(4)
                .putShort((short) 0)
                .putShort((short) (commit ? 1 : 0))
                .array();
        byte[] value = ByteBuffer.allocate(6).putShort((short) 0).putInt(0).array();
        append(
                LogFixture.batch(builder -> builder.producer(producerId, (short) 0, RecordBatch.NO_SEQUENCE)
                        .transactional()
                        .control()
                        .append(nowMs(), type, value)),
                AppendOrigin.COORDINATOR);
    }

    private void record(BatchBuilder builder, String key, @Nullable String value) {
        builder.append(nowMs(), key.getBytes(UTF_8), value == null ? null : value.getBytes(UTF_8));
    }

    private long nowMs() {
        return fixture.now().toEpochMilli();
    }

    private void append(ByteBuf batch, AppendOrigin origin) {
        AppendResult result = log.appendAsLeader(batch, 0, origin);
        if (!(result instanceof AppendResult.Appended)) {
            throw new AssertionError(result);
        }
        log.advanceHighWatermark(log.logEndOffset());
    }

    /** Lets everything before come into closed segments, and these be forced. */
    void close() {
        long before = segments().size();
        for (int i = 0; segments().size() == before; i++) {
            put("filler", "x".repeat(100) + i);
        }
        fixture.await(log.flush());
    }

    /** Time for the cleaner to look, to clean and to look again. */
    void clean() {
        for (int i = 0; i < 3; i++) {
            fixture.pass(20, TimeUnit.SECONDS);
        }
    }

    /** The process dies, and nothing of it goes on in the loop that the next one shares with it. */
    void kill() {
        log.abandon();
        log = fixture.kill();
        log.advanceHighWatermark(log.logEndOffset());
    }

    void restart() {
        log = fixture.restart();
        log.advanceHighWatermark(log.logEndOffset());
    }

    /** While the power is off: lets everything that is under way find that out. */
    void drain() {
        boolean worked = true;
        while (worked) {
            worked = fixture.loop.runNow() > 0;
            Runnable task = fixture.pool.poll();
            if (task != null) {
                worked = true;
                try {
                    task.run();
                } catch (MemoryDisk.PowerLostError expected) {
                    assertThat(expected).isNotNull();
                }
            }
        }
    }

    List<Path> segments() {
        List<Path> found = new ArrayList<>();
        for (Path path : fixture.memory().files()) {
            if (path.startsWith(fixture.folder()) && path.toString().endsWith(".log")) {
                found.add(path);
            }
        }
        return found;
    }

    /** The last committed value of each key that has one. */
    Map<String, String> read() {
        Map<String, String> values = new TreeMap<>();
        records(true).forEach(record -> {
            String value = record.value;
            if (value == null) {
                values.remove(record.key);
            } else {
                values.put(record.key, value);
            }
        });
        values.remove("filler");
        return values;
    }

    record Entry(long offset, String key, @Nullable String value) {
        @Override
        public String toString() {
            return offset + ":" + key + "=" + value;
        }
    }

    /** All data that is there, or what of it a reader of committed records is given. */
    List<Entry> records(boolean committed) {
        List<Entry> found = new ArrayList<>();
        Queue<AbortedTransaction> ahead =
                new PriorityQueue<>(Comparator.comparingLong(AbortedTransaction::firstOffset));
        ahead.addAll(log.abortedTransactions(log.logStartOffset(), log.logEndOffset()));
        Set<Long> aborted = new HashSet<>();
        for (ByteBuf batchBytes : batches()) {
            RecordBatch batch = RecordBatch.wrap(batchBytes, 0);
            while (!ahead.isEmpty() && ahead.peek().firstOffset() <= batch.lastOffset()) {
                aborted.add(ahead.remove().producerId());
            }
            if (batch.isControl()) {
                EndMarker marker = EndMarker.of(batch);
                if (marker != null && !marker.committed()) {
                    aborted.remove(batch.producerId());
                }
            } else if (!committed || !batch.isTransactional() || !aborted.contains(batch.producerId())) {
                collect(batch, found);
            }
        }
        return found;
    }

    private static void collect(RecordBatch batch, List<Entry> found) {
        try (RecordCursor records = RecordCursor.over(batch, 1 << 20)) {
            while (records.next()) {
                ByteBuffer value = records.value();
                found.add(new Entry(
                        records.offset(),
                        UTF_8.decode(records.key()).toString(),
                        value == null ? null : UTF_8.decode(value).toString()));
            }
        }
    }

    /** Every batch that the log serves, in order, each with a valid checksum and above the one before. */
    List<ByteBuf> batches() {
        List<ByteBuf> found = new ArrayList<>();
        long next = log.logStartOffset();
        while (next < log.logEndOffset()) {
            LogSlice slice = LogFixture.slice(log.read(next, 1 << 20, Long.MAX_VALUE, true));
            if (slice == null) {
                break;
            }
            ByteBuf bytes = LogFixture.bytes(slice);
            for (int at = 0; RecordBatch.isWhole(bytes, at, bytes.writerIndex()); ) {
                RecordBatch batch = RecordBatch.wrap(bytes, at);
                if (!batch.isCrcValid() || (batch.baseOffset() < next && !found.isEmpty())) {
                    throw new AssertionError("offset " + next + " follows, and this is " + batch);
                }
                found.add(bytes.copy(at, batch.lengthBytes()));
                next = batch.nextOffset();
                at += batch.lengthBytes();
            }
        }
        return found;
    }

    List<String> values(String key) {
        return records(false).stream()
                .filter(entry -> entry.key.equals(key))
                .map(entry -> String.valueOf(entry.value))
                .toList();
    }

    /** Batches of markers that still hold one. */
    long markers() {
        return batches().stream()
                .map(bytes -> RecordBatch.wrap(bytes, 0))
                .filter(batch -> batch.isControl() && batch.recordCount() > 0)
                .count();
    }
}
