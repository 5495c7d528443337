/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.protocol.record;

import io.netty.buffer.ByteBuf;
import io.odradek.protocol.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Holds the bytes of an append against the rules of its topic: a function of its arguments, which at most stamps the
 * batch's timestamps in place. Decisions are Kafka's, taken from a running 4.3.1 and kept in BatchValidatorTest, but for
 * these, where Kafka stores a batch that nobody can read back, or answers with an internal error: an offset delta that
 * does not count up by one, a damaged record inside a compressed payload, and a payload that cannot be decompressed are
 * INVALID_RECORD here.
 *
 * <p>Every record's frame is looked at, in compressed batches too. The header alone is cheaper, but then one faulty
 * producer makes a partition unreadable for every consumer, and no cleaner could pass the place.
 */
public final class BatchValidator {
    /** Errors of single records that one answer carries; a batch of small records could hold a hundred thousand. */
    static final int RECORD_ERRORS_MAX = 1_000;

    /** The most that one batch may come to decompressed: far above what clients make, far below a day of CPU. */
    private static final int DECOMPRESSED_BYTES_MAX = 1 << 30;

    /** The most that is decompressed at a time, in memory, to be compressed again as the topic wants it. */
    static final int TRANSCODED_BYTES_MAX = 32 << 20;

    private static final int SMALLEST_LENGTH = 14;
    private static final int UP_TO_MAGIC_BYTES = 17;

    private final BatchRules rules;
    private final long nowMs;
    private @Nullable List<RecordError> recordErrors;
    private boolean timestampInvalid;
    private long decompressedBytes;

    private BatchValidator(BatchRules rules, long nowMs) {
        this.rules = rules;
        this.nowMs = nowMs;
    }

    /** The readable bytes must hold one v2 batch; the buffer is borrowed and its indices stay. */
    public static BatchValidation validate(ByteBuf records, BatchRules rules, long nowMs) {
        try {
            return new BatchValidator(rules, nowMs).validate(records);
        } catch (CorruptBatchException e) {
            return rejected(ErrorCode.INVALID_RECORD, String.valueOf(e.getMessage()));
        }
    }

    private BatchValidation validate(ByteBuf records) {
        int start = records.readerIndex();
        BatchValidation.Rejected misframed = checkFrame(records, start, records.writerIndex());
        if (misframed != null) {
            return misframed;
        }
        RecordBatch batch = RecordBatch.wrap(records, start);
        BatchValidation.Rejected refused = checkWhole(batch);
        if (refused == null) {
            refused = checkHeader(batch);
        }
        if (refused != null) {
            return refused;
        }
        long maxTimestamp = checkRecords(batch);
        if (recordErrors != null) {
            return rejectedRecords(recordErrors);
        }
        return stored(batch, maxTimestamp);
    }

    /** Exactly one batch, of the right format. Fewer bytes than a header after it are dropped, as Kafka does. */
    private static BatchValidation.@Nullable Rejected checkFrame(ByteBuf records, int start, int end) {
        Frame first = Frame.at(records, start, end);
        if (first == Frame.NONE) {
            return rejected(ErrorCode.INVALID_RECORD, "The records hold no whole batch.");
        }
        if (first == Frame.DAMAGED) {
            return rejected(ErrorCode.CORRUPT_MESSAGE, "The batch has an impossible length or format.");
        }
        if (RecordBatch.magicAt(records, start) != RecordBatch.MAGIC_V2) {
            return rejected(ErrorCode.INVALID_RECORD, "Batches of the formats before v2 are not accepted.");
        }
        Frame second = Frame.at(records, start + RecordBatch.lengthBytesAt(records, start), end);
        return switch (second) {
            case NONE -> null;
            case DAMAGED -> rejected(ErrorCode.CORRUPT_MESSAGE, "The batch is followed by bytes that are no batch.");
            case WHOLE -> rejected(ErrorCode.INVALID_RECORD, "A partition takes one batch in a request.");
        };
    }

    private BatchValidation.@Nullable Rejected checkWhole(RecordBatch batch) {
        if (rules.fromClient() && batch.baseOffset() != 0) {
            return rejected(ErrorCode.INVALID_RECORD, "The batch's base offset is " + batch.baseOffset() + ", not 0.");
        }
        if (batch.lengthBytes() > rules.batchBytesMax()) {
            return tooLarge(batch.lengthBytes());
        }
        if (!batch.isCrcValid()) {
            return rejected(ErrorCode.CORRUPT_MESSAGE, "The batch does not match its checksum.");
        }
        return null;
    }

    private BatchValidation.@Nullable Rejected checkHeader(RecordBatch batch) {
        long offsets = batch.lastOffsetDelta() + 1L;
        int count = batch.recordCount();
        if (!rules.fromClient()) {
            return null;
        }
        if (count <= 0 || offsets != count) {
            return rejected(
                    ErrorCode.INVALID_RECORD, "The batch counts " + count + " records over " + offsets + " offsets.");
        }
        if (batch.isControl()) {
            return rejected(ErrorCode.INVALID_RECORD, "Clients may not write control records.");
        }
        if (batch.hasProducerId() && batch.baseSequence() < 0) {
            return rejected(
                    ErrorCode.INVALID_RECORD, "A producer id comes with sequence number " + batch.baseSequence() + ".");
        }
        return null;
    }

    /** Walks the records and returns their largest timestamp. */
    private long checkRecords(RecordBatch batch) {
        long maxTimestamp = RecordBatch.NO_TIMESTAMP;
        boolean stampedByProducer = batch.timestampType() == TimestampType.LOG_APPEND_TIME;
        try (RecordCursor cursor = RecordCursor.over(batch, DECOMPRESSED_BYTES_MAX)) {
            int index = 0;
            for (; cursor.next(); index++) {
                if (cursor.offsetDelta() != index && rules.fromClient()) {
                    throw new CorruptBatchException("Record " + index + " has offset delta " + cursor.offsetDelta());
                }
                if (rules.keyRequired() && !cursor.hasKey()) {
                    refuse(index, "A compacted topic takes no record without a key.");
                    continue;
                }
                long timestamp = cursor.timestamp();
                checkTimestamp(index, timestamp, stampedByProducer);
                maxTimestamp = Math.max(maxTimestamp, timestamp);
            }
            if (index != batch.recordCount() || cursor.hasTrailingBytes()) {
                throw new CorruptBatchException("The payload goes on after the last of " + index + " records");
            }
            decompressedBytes = cursor.decompressedBytes();
        }
        return maxTimestamp;
    }

    private void checkTimestamp(int index, long timestamp, boolean stampedByProducer) {
        if (rules.timestampType() == TimestampType.CREATE_TIME && timestamp != RecordBatch.NO_TIMESTAMP) {
            long age = nowMs - timestamp;
            if (age > rules.timestampBeforeMaxMs() || -age > rules.timestampAfterMaxMs()) {
                timestampInvalid = true;
                refuse(
                        index,
                        "Timestamp " + timestamp + " is further than allowed from the broker's time " + nowMs + ".");
            }
        } else if (stampedByProducer) {
            timestampInvalid = true;
            refuse(index, "A producer may not say that the timestamps are those of the append.");
        }
    }

    private void refuse(int index, String message) {
        if (recordErrors == null) {
            recordErrors = new ArrayList<>();
        }
        if (recordErrors.size() < RECORD_ERRORS_MAX) {
            recordErrors.add(new RecordError(index, message));
        }
    }

    private BatchValidation stored(RecordBatch batch, long maxTimestamp) {
        Compression target = targetOf(batch);
        long bytesMax = target == Compression.NONE ? rules.batchBytesMax() : TRANSCODED_BYTES_MAX;
        if (target != batch.compression() && RecordBatch.HEADER_BYTES + decompressedBytes > bytesMax) {
            return tooLarge(RecordBatch.HEADER_BYTES + decompressedBytes);
        }
        RecordBatch stored = target == batch.compression()
                ? batch
                : PayloadTranscoder.transcode(batch, target, rules.compressionLevel(), TRANSCODED_BYTES_MAX);
        boolean reencoded = stored != batch;
        if (reencoded && stored.lengthBytes() > rules.batchBytesMax()) {
            int bytes = stored.lengthBytes();
            stored.buffer().release();
            return tooLarge(bytes);
        }
        boolean stamp = rules.timestampType() == TimestampType.LOG_APPEND_TIME;
        stored.maxTimestamp(rules.timestampType(), stamp ? nowMs : maxTimestamp);
        return new BatchValidation.Valid(stored, reencoded);
    }

    /** Control batches are not compressed unless they came so. */
    private Compression targetOf(RecordBatch batch) {
        Compression source = batch.compression();
        Compression target = rules.targetCompression();
        boolean plainControl = batch.isControl() && source == Compression.NONE;
        return target == null || plainControl ? source : target;
    }

    private BatchValidation.Rejected rejectedRecords(List<RecordError> errors) {
        return timestampInvalid
                ? new BatchValidation.Rejected(
                        ErrorCode.INVALID_TIMESTAMP,
                        "One or more records have been rejected due to invalid timestamp",
                        errors)
                : new BatchValidation.Rejected(
                        ErrorCode.INVALID_RECORD, "The batch has records that are not acceptable.", errors);
    }

    private BatchValidation.Rejected tooLarge(long bytes) {
        return rejected(
                ErrorCode.MESSAGE_TOO_LARGE, "The batch takes " + bytes + " bytes, which is more than is allowed.");
    }

    private static BatchValidation.Rejected rejected(ErrorCode error, String message) {
        return new BatchValidation.Rejected(error, message, List.of());
    }

    /** What stands at a place where a batch may begin, told apart the way Kafka does. */
    private enum Frame {
        NONE,
        DAMAGED,
        WHOLE;

        static Frame at(ByteBuf records, int index, int end) {
            int left = end - index;
            if (left < RecordBatch.LOG_OVERHEAD_BYTES) {
                return NONE;
            }
            int length = records.getInt(index + RecordBatch.LENGTH);
            if (length < SMALLEST_LENGTH) {
                return DAMAGED;
            }
            if (left < UP_TO_MAGIC_BYTES) {
                return NONE;
            }
            byte magic = records.getByte(index + RecordBatch.MAGIC);
            if (magic < 0 || magic > RecordBatch.MAGIC_V2) {
                return DAMAGED;
            }
            if (length > left - RecordBatch.LOG_OVERHEAD_BYTES) {
                return NONE;
            }
            boolean shorterThanItsHeader =
                    magic == RecordBatch.MAGIC_V2 && length < RecordBatch.HEADER_BYTES - RecordBatch.LOG_OVERHEAD_BYTES;
            return shorterThanItsHeader ? DAMAGED : WHOLE;
        }
    }
}
