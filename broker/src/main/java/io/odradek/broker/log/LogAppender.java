/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import io.netty.buffer.ByteBuf;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.record.BatchRules;
import io.odradek.protocol.record.BatchValidation;
import io.odradek.protocol.record.BatchValidator;
import io.odradek.protocol.record.Compression;
import io.odradek.protocol.record.RecordBatch;
import io.odradek.protocol.record.TimestampType;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Appends to one log, on its loop. What is refused leaves nothing behind, also when the disk refuses it. */
final class LogAppender {
    private static final Logger LOG = LoggerFactory.getLogger(LogAppender.class);
    private static final AppendResult.Rejected OFFLINE =
            new AppendResult.Rejected(ErrorCode.KAFKA_STORAGE_ERROR, "The log is offline.");
    private static final AppendResult.Rejected DISK_FULL =
            new AppendResult.Rejected(ErrorCode.KAFKA_STORAGE_ERROR, "The disk is full.");
    private static final AppendResult.Rejected DISK_FAILED =
            new AppendResult.Rejected(ErrorCode.KAFKA_STORAGE_ERROR, "The log's disk failed.");

    private final LogState state;
    private final LogFlusher flusher;
    // Made with the first append: most partitions of a large broker see none.
    private @Nullable BatchRules clientRules;
    private @Nullable BatchRules coordinatorRules;
    private boolean fullReported;

    LogAppender(LogState state, LogFlusher flusher) {
        this.state = state;
        this.flusher = flusher;
    }

    void reconfigured() {
        clientRules = null;
        coordinatorRules = null;
    }

    private BatchRules rules(boolean client) {
        BatchRules rules = client ? clientRules : coordinatorRules;
        if (rules == null) {
            rules = rules(state.config, client);
            if (client) {
                clientRules = rules;
            } else {
                coordinatorRules = rules;
            }
        }
        return rules;
    }

    private static BatchRules rules(LogConfig config, boolean fromClient) {
        LogConfig.Batches batches = config.batches();
        String type = batches.recompression().type();
        Compression target = switch (type) {
            case "producer" -> null;
            case "uncompressed" -> Compression.NONE;
            default -> Compression.forName(type);
        };
        return new BatchRules(
                batches.messageBytesMax(),
                batches.logAppendTime() ? TimestampType.LOG_APPEND_TIME : TimestampType.CREATE_TIME,
                batches.timestampBeforeMaxMs(),
                batches.timestampAfterMaxMs(),
                config.retention().compact(),
                target,
                batches.recompression().level(),
                fromClient);
    }

    AppendResult asLeader(ByteBuf batches, int leaderEpoch, AppendOrigin origin) {
        if (!state.isUsable()) {
            return OFFLINE;
        }
        boolean client = origin == AppendOrigin.CLIENT;
        BatchValidation validation = BatchValidator.validate(batches, rules(client), state.nowMs());
        if (validation instanceof BatchValidation.Rejected rejected) {
            return new AppendResult.Rejected(rejected.error(), rejected.message(), rejected.recordErrors());
        }
        BatchValidation.Valid valid = (BatchValidation.Valid) validation;
        try {
            return append(valid.batch(), leaderEpoch, client);
        } catch (IOException e) {
            return failed(e);
        } catch (LogStorageException e) {
            return failed(e.disk());
        } finally {
            if (valid.reencoded()) {
                valid.batch().buffer().release();
            }
        }
    }

    private AppendResult append(RecordBatch batch, int leaderEpoch, boolean client) throws IOException {
        if (batch.lengthBytes() > state.config.roll().segmentBytes()) {
            return new AppendResult.Rejected(
                    ErrorCode.RECORD_LIST_TOO_LARGE, "The batch is larger than a segment of the topic.");
        }
        // Also brings in a log that was not looked at since the start; the log's end is settled afterwards.
        ProducerStates producers = state.producers();
        state.segments();
        if (client && batch.hasProducerId()) {
            AppendResult answer = answerFrom(verdict(producers, batch));
            if (answer != null) {
                return answer;
            }
        }
        long first = state.logEnd;
        batch.baseOffset(first);
        batch.partitionLeaderEpoch(leaderEpoch);
        Segment segment = segmentFor(batch);
        state.epochs.append(leaderEpoch, first);
        write(segment, batch);
        long appendTimeMs = state.config.batches().logAppendTime() ? batch.maxTimestamp() : AppendResult.NO_TIMESTAMP;
        return new AppendResult.Appended(first, batch.lastOffset(), appendTimeMs, state.logStart());
    }

    /**
     * Out of order only if it does not stand in the log already: a client that is told so begins a new producer epoch and
     * sends all it has in flight once more, doubled and behind what came later.
     */
    private ProducerStates.Verdict verdict(ProducerStates producers, RecordBatch batch) throws IOException {
        ProducerStates.Verdict verdict = producers.check(batch);
        long below = verdict.refusal() == null ? ProducerStates.NONE : producers.forgottenBelow(batch);
        if (below == ProducerStates.NONE) {
            return verdict;
        }
        ProducerStates.Verdict.Repeated repeated = RepeatedBatchSearch.find(state.segments(), batch, below);
        return repeated == null ? verdict : new ProducerStates.Verdict(null, repeated);
    }

    private @Nullable AppendResult answerFrom(ProducerStates.Verdict verdict) throws IOException {
        ProducerStates.Verdict.Repeated repeated = verdict.repeated();
        if (repeated != null) {
            return new AppendResult.Duplicate(
                    repeated.firstOffset(), repeated.lastOffset(), repeated.timestampMs(), state.logStart());
        }
        ProducerStates.Verdict.Refusal refusal = verdict.refusal();
        return refusal == null ? null : new AppendResult.Rejected(refusal.error(), refusal.message());
    }

    AppendResult asFollower(ByteBuf batches) {
        if (!state.isUsable()) {
            return OFFLINE;
        }
        try {
            state.producers();
            Segments segments = state.segments();
            long first = segments.isEmpty() ? -1 : state.logEnd;
            int index = batches.readerIndex();
            int end = batches.writerIndex();
            while (RecordBatch.isWhole(batches, index, end)) {
                RecordBatch batch = RecordBatch.wrap(batches, index);
                AppendResult.Rejected refused = refuseReplicated(batch);
                if (refused != null) {
                    return refused;
                }
                first = first < 0 ? batch.baseOffset() : first;
                index += appendRun(batches, index, end);
            }
            return new AppendResult.Appended(
                    Math.max(first, 0), state.logEnd - 1, AppendResult.NO_TIMESTAMP, state.logStart());
        } catch (IOException e) {
            return failed(e);
        } catch (LogStorageException e) {
            return failed(e.disk());
        }
    }

    private AppendResult.@Nullable Rejected refuseReplicated(RecordBatch batch) throws IOException {
        if (batch.magic() != RecordBatch.MAGIC_V2 || !batch.isCrcValid()) {
            return new AppendResult.Rejected(ErrorCode.CORRUPT_MESSAGE, "A batch from the leader is damaged.");
        }
        boolean follows = batch.baseOffset() >= state.logEnd || isBegunWithin(batch);
        if (!follows || batch.lastOffset() < batch.baseOffset()) {
            return new AppendResult.Rejected(
                    ErrorCode.UNKNOWN_SERVER_ERROR,
                    "The leader sent offsets " + batch.baseOffset() + " to " + batch.lastOffset() + " where "
                            + state.logEnd + " comes next.");
        }
        return null;
    }

    /** Records can be deleted up to the middle of a batch; whoever copies the log from there is sent the batch whole. */
    private boolean isBegunWithin(RecordBatch batch) throws IOException {
        return state.logEnd == state.logStart()
                && batch.baseOffset() < state.logEnd
                && batch.lastOffset() >= state.logEnd;
    }

    /** Appends as many batches as fit into one segment and one leader epoch, by one write; returns their bytes. */
    private int appendRun(ByteBuf batches, int index, int end) throws IOException {
        RecordBatch first = RecordBatch.wrap(batches, index);
        if (state.segments().isEmpty() && first.baseOffset() > state.logEnd) {
            state.logEnd = first.baseOffset();
        } else if (first.baseOffset() < state.logEnd) {
            new LogTruncation(state).holdFrom(first.baseOffset());
        }
        Segment segment = segmentFor(first);
        state.epochs.append(first.partitionLeaderEpoch(), first.baseOffset());
        long room = Math.max(state.config.roll().segmentBytes() - segment.sizeBytes(), first.lengthBytes());
        long lastOffset = first.baseOffset() - 1;
        int bytes = 0;
        while (RecordBatch.isWhole(batches, index + bytes, end)) {
            RecordBatch batch = RecordBatch.wrap(batches, index + bytes);
            boolean fits = bytes + batch.lengthBytes() <= room
                    && batch.partitionLeaderEpoch() == first.partitionLeaderEpoch()
                    && batch.lastOffset() - segment.baseOffset() <= Integer.MAX_VALUE
                    && batch.baseOffset() > lastOffset
                    && (bytes == 0 || (batch.magic() == RecordBatch.MAGIC_V2 && batch.isCrcValid()));
            if (!fits) {
                break;
            }
            lastOffset = batch.lastOffset();
            bytes += batch.lengthBytes();
        }
        writeRun(segment, batches, index, bytes);
        return bytes;
    }

    private Segment segmentFor(RecordBatch batch) throws IOException {
        Segments segments = state.segments();
        Segment active = segments.active();
        if (active != null) {
            active.checkIndexes(state.config.roll().indexIntervalBytes());
            RollPolicy.Incoming incoming =
                    new RollPolicy.Incoming(batch.lengthBytes(), batch.lastOffset(), batch.maxTimestamp());
            if (!RollPolicy.shouldRoll(active, incoming, state)) {
                return active;
            }
        }
        return roll();
    }

    /** Closes the active segment, if there is one, and begins the next at the log's end. */
    Segment roll() throws IOException {
        Segments segments = state.segments();
        Segment active = segments.active();
        if (active != null && active.baseOffset() == state.logEnd) {
            return active;
        }
        if (active != null) {
            active.finishIndexes();
            state.writeSnapshot();
        }
        Segment next = Segment.create(state.files, state.logEnd, state.nowMs());
        segments.add(next);
        state.recent().clear();
        if (active != null) {
            flusher.flushInBackground();
            if (state.candidacy != null) {
                state.candidacy.rolled();
            }
        }
        return next;
    }

    private void write(Segment segment, RecordBatch batch) throws IOException {
        long position = segment.sizeBytes();
        segment.write(batch.buffer(), batch.index(), batch.lengthBytes());
        fullReported = false;
        note(segment, batch, position);
        flusher.appended(batch.lastOffsetDelta() + 1L);
    }

    private void writeRun(Segment segment, ByteBuf batches, int index, int lengthBytes) throws IOException {
        long position = segment.sizeBytes();
        segment.write(batches, index, lengthBytes);
        fullReported = false;
        int at = index;
        long records = 0;
        while (at < index + lengthBytes) {
            RecordBatch batch = RecordBatch.wrap(batches, at);
            note(segment, batch, position + (at - index));
            records += batch.lastOffsetDelta() + 1L;
            at += batch.lengthBytes();
        }
        flusher.appended(records);
    }

    private void note(Segment segment, RecordBatch batch, long position) throws IOException {
        state.logEnd = batch.nextOffset();
        state.recent()
                .add(batch.baseOffset(), (int) position, batch.nextOffset(), (int) position + batch.lengthBytes());
        try {
            segment.note(batch, position, state.config.roll().indexIntervalBytes());
        } catch (IOException e) {
            // The batch stands; an index that misses entries is only slower, and is made anew when it is needed.
            segment.dropPendingIndexEntries();
            state.directory.fail(e);
        }
        try {
            applyToProducers(segment, batch);
        } catch (IOException e) {
            // The batch stands, but without this entry consumers would be given aborted records.
            state.directory.fail(new IOException("The transaction index of " + state + " cannot be written", e));
        }
    }

    private void applyToProducers(Segment segment, RecordBatch batch) throws IOException {
        ProducerStates producers = state.producers();
        if (!batch.isControl()) {
            producers.applyData(batch);
            return;
        }
        EndMarker marker = EndMarker.of(batch);
        if (marker == null || !batch.hasProducerId()) {
            producers.skipTo(batch.nextOffset());
            return;
        }
        AbortedTransaction aborted = producers.applyMarker(batch, marker);
        if (aborted != null) {
            segment.transactionIndex().append(aborted);
        }
    }

    private AppendResult failed(IOException e) {
        if (Disk.isFull(e)) {
            if (!fullReported) {
                LOG.error(
                        "The disk below {} is full: produces to {} are refused until there is room",
                        state.directory,
                        state.partition);
                fullReported = true;
            }
            return DISK_FULL;
        }
        state.directory.fail(e);
        return DISK_FAILED;
    }
}
