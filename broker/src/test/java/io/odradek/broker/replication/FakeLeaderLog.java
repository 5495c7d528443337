/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.replication;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.FetchRequest.FetchPartition;
import io.odradek.protocol.message.FetchResponse.EpochEndOffset;
import io.odradek.protocol.message.FetchResponse.PartitionData;
import io.odradek.protocol.record.BatchBuilder;
import io.odradek.protocol.record.RecordBatch;
import io.odradek.protocol.wire.BufRecords;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** What a leader has of one partition, in memory. */
final class FakeLeaderLog {
    private static final long START_MS = 1_795_000_000_000L;

    private final List<byte[]> batches = new ArrayList<>();
    private final NavigableMap<Integer, Long> epochs = new TreeMap<>();
    private int leaderEpoch;
    private long start;
    private long end;
    private long highWatermark;
    private long toldHighWatermark = -1;
    private long toldStart = -1;
    private ErrorCode error = ErrorCode.NONE;

    FakeLeaderLog(int leaderEpoch) {
        this.leaderEpoch = leaderEpoch;
    }

    /** One batch of these records at the end, in the present epoch. */
    FakeLeaderLog append(String... values) {
        try (BatchBuilder builder = new BatchBuilder(UnpooledByteBufAllocator.DEFAULT)) {
            builder.baseOffset(end).partitionLeaderEpoch(leaderEpoch);
            for (String value : values) {
                builder.append(START_MS, null, value.getBytes(UTF_8));
            }
            ByteBuf built = builder.build();
            byte[] bytes = new byte[built.readableBytes()];
            built.readBytes(bytes);
            built.release();
            batches.add(bytes);
        }
        epochs.putIfAbsent(leaderEpoch, end);
        end += values.length;
        return this;
    }

    /** The last batch is damaged on its way from now on. */
    void damage() {
        byte[] last = batches.get(batches.size() - 1);
        last[last.length - 1] ^= 1;
    }

    FakeLeaderLog epoch(int epoch) {
        leaderEpoch = epoch;
        return this;
    }

    FakeLeaderLog highWatermark(long offset) {
        highWatermark = offset;
        return this;
    }

    /** Retention went that far; on a batch. */
    FakeLeaderLog startAt(long offset) {
        start = offset;
        end = Math.max(end, offset);
        return this;
    }

    /** Every fetch is answered by this. */
    void fail(ErrorCode now) {
        error = now;
    }

    int leaderEpoch() {
        return leaderEpoch;
    }

    long start() {
        return start;
    }

    long end() {
        return end;
    }

    PartitionData read(FetchPartition wanted) {
        ErrorCode refused = refusal(wanted);
        if (refused != ErrorCode.NONE) {
            return new PartitionData()
                    .errorCode(refused.code())
                    .highWatermark(-1)
                    .logStartOffset(-1);
        }
        PartitionData data = new PartitionData().highWatermark(highWatermark).logStartOffset(start);
        EpochEndOffset diverging = diverging(wanted);
        if (diverging != null) {
            return data.divergingEpoch(diverging);
        }
        boolean unknown = wanted.lastFetchedEpoch() >= 0 && epochs.isEmpty();
        if (unknown || wanted.fetchOffset() < start || wanted.fetchOffset() > end) {
            return data.errorCode(ErrorCode.OFFSET_OUT_OF_RANGE.code());
        }
        return data.records(BufRecords.of(from(wanted.fetchOffset(), wanted.partitionMaxBytes())));
    }

    private ErrorCode refusal(FetchPartition wanted) {
        if (error != ErrorCode.NONE) {
            return error;
        }
        if (wanted.currentLeaderEpoch() != leaderEpoch) {
            return wanted.currentLeaderEpoch() < leaderEpoch
                    ? ErrorCode.FENCED_LEADER_EPOCH
                    : ErrorCode.UNKNOWN_LEADER_EPOCH;
        }
        return ErrorCode.NONE;
    }

    private EpochEndOffset diverging(FetchPartition wanted) {
        if (wanted.lastFetchedEpoch() < 0 || epochs.isEmpty()) {
            return null;
        }
        Map.Entry<Integer, Long> above = epochs.higherEntry(wanted.lastFetchedEpoch());
        Map.Entry<Integer, Long> same = epochs.floorEntry(wanted.lastFetchedEpoch());
        int epoch = same == null ? wanted.lastFetchedEpoch() : same.getKey();
        long epochEnd = above == null ? end : above.getValue();
        boolean diverges = epoch < wanted.lastFetchedEpoch() || epochEnd < wanted.fetchOffset();
        return diverges ? new EpochEndOffset().epoch(epoch).endOffset(epochEnd) : null;
    }

    private ByteBuf from(long offset, int bytesMax) {
        ByteBuf bytes = Unpooled.buffer();
        for (byte[] batch : batches) {
            RecordBatch found = RecordBatch.wrap(Unpooled.wrappedBuffer(batch), 0);
            if (found.lastOffset() < offset) {
                continue;
            }
            if (bytes.writerIndex() > 0 && bytes.writerIndex() + batch.length > bytesMax) {
                break;
            }
            bytes.writeBytes(batch);
        }
        return bytes;
    }

    /** Whether a session has to tell this; taken as told. */
    boolean isNews(PartitionData data) {
        boolean moved = data.highWatermark() != toldHighWatermark || data.logStartOffset() != toldStart;
        toldHighWatermark = data.highWatermark();
        toldStart = data.logStartOffset();
        boolean records = data.records() instanceof BufRecords some && some.sizeBytes() > 0;
        return moved
                || records
                || data.errorCode() != ErrorCode.NONE.code()
                || data.divergingEpoch().epoch() >= 0;
    }
}
