/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import io.odradek.protocol.error.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads of one log. The search runs on the loop; only the part named cold runs on the disk pool, on sealed segments. */
final class LogReader {
    private static final Logger LOG = LoggerFactory.getLogger(LogReader.class);

    /** What lies further than this from the log's end in sealed segments may have left the page cache. */
    private static final long HOT_TAIL_BYTES = 256L << 20;

    private static final int WARM_UP_BYTES = 128 << 10;

    private final LogState state;

    LogReader(LogState state) {
        this.state = state;
    }

    /** What is asked for. */
    record Request(long offset, int bytesMax, long upperBoundOffset, boolean atLeastOneBatch) {}

    ReadResult read(Request request) {
        try {
            return readHot(request);
        } catch (IOException e) {
            return failed(e);
        }
    }

    private ReadResult readHot(Request request) throws IOException {
        ReadResult known = answerWithoutFiles(request);
        if (known != null) {
            return known;
        }
        Segments segments = state.segments();
        int number = Math.max(0, segments.floor(request.offset));
        if (isCold(segments, number)) {
            return new ReadResult.Cold();
        }
        for (; number < segments.size(); number++) {
            LogSlice slice = slice(segments, number, request);
            if (slice != null) {
                return new ReadResult.Read(slice);
            }
        }
        return new ReadResult.Read(null);
    }

    private @Nullable ReadResult answerWithoutFiles(Request request) throws IOException {
        if (!state.isUsable()) {
            return new ReadResult.Failed(ErrorCode.KAFKA_STORAGE_ERROR, "The log is offline.");
        }
        if (request.offset > state.logEnd || request.offset < state.logStart()) {
            return new ReadResult.OutOfRange(state.logStart(), state.logEnd);
        }
        boolean nothing = request.offset >= Math.min(request.upperBoundOffset, state.logEnd);
        return nothing ? new ReadResult.Read(null) : null;
    }

    private static boolean isCold(Segments segments, int number) throws IOException {
        long behind = 0;
        for (int i = segments.size() - 1; i > number && behind <= HOT_TAIL_BYTES; i--) {
            behind += segments.get(i).sizeBytes();
        }
        return behind > HOT_TAIL_BYTES;
    }

    /** Null if no batch of the segment reaches the offset. */
    private @Nullable LogSlice slice(Segments segments, int number, Request request) throws IOException {
        Segment segment = segments.get(number);
        boolean active = number == segments.size() - 1;
        segment.checkIndexes(state.config.roll().indexIntervalBytes());
        OpenFile file = segment.acquire();
        LogSlice slice = null;
        try {
            BatchSearch.Found first = active ? recent(request.offset) : null;
            if (first == null) {
                first = BatchSearch.locate(file.file(), segment.offsetIndex(), request.offset, segment.sizeBytes());
            }
            if (first != null) {
                long limit = limit(segments, number, file, request.upperBoundOffset);
                slice = cut(file, first, limit, request);
            }
            return slice;
        } finally {
            if (slice == null) {
                file.release();
            }
        }
    }

    private BatchSearch.@Nullable Found recent(long offset) {
        RecentBatches recent = state.recentIfAny();
        int at = recent == null ? -1 : recent.find(offset);
        return recent == null || at < 0
                ? null
                : new BatchSearch.Found(recent.position(at), recent.lengthBytes(at), recent.baseOffset(at));
    }

    /** The position at which the bound lies in the segment: its end, if the bound lies behind it. */
    private long limit(Segments segments, int number, OpenFile file, long upperBoundOffset) throws IOException {
        Segment segment = segments.get(number);
        if (upperBoundOffset >= segments.endOffset(number, state.logEnd)) {
            return segment.sizeBytes();
        }
        BatchSearch.Found bound = number == segments.size() - 1 ? recent(upperBoundOffset) : null;
        if (bound == null) {
            bound = BatchSearch.locate(file.file(), segment.offsetIndex(), upperBoundOffset, segment.sizeBytes());
        }
        return bound == null ? segment.sizeBytes() : bound.position();
    }

    private static @Nullable LogSlice cut(OpenFile file, BatchSearch.Found first, long limit, Request request) {
        long left = limit - first.position();
        int wanted = request.atLeastOneBatch ? Math.max(request.bytesMax, first.lengthBytes()) : request.bytesMax;
        int size = (int) Math.min(left, wanted);
        return size <= 0 ? null : new LogSlice(file, first.position(), size, first.baseOffset());
    }

    CompletionStage<ReadResult> readCold(Request request) {
        CompletableFuture<ReadResult> result = new CompletableFuture<>();
        try {
            ReadResult known = answerWithoutFiles(request);
            if (known != null) {
                result.complete(known);
                return result;
            }
            Segments segments = state.segments();
            startCold(segments, Math.max(0, segments.floor(request.offset)), request, result);
        } catch (IOException e) {
            result.complete(failed(e));
        }
        return result;
    }

    private void startCold(Segments segments, int number, Request request, CompletableFuture<ReadResult> result)
            throws IOException {
        if (number == segments.size() - 1) {
            result.complete(readHotNow(request));
            return;
        }
        Segment segment = segments.get(number);
        int replacements = state.replacements;
        boolean bounded = request.upperBoundOffset < segments.endOffset(number, state.logEnd);
        // Held here, on the loop: whatever happens to the segment meanwhile, this read sees the file as it is.
        OpenFile file = segment.acquire();
        long sizeBytes = segment.sizeBytes();
        long baseOffset = segment.baseOffset();
        PartitionFiles files = segment.files();
        state.environment.diskPool().execute(() -> {
            LogSlice slice = null;
            IOException failure = null;
            try {
                slice = sliceOnDiskPool(new ColdSegment(file, files, baseOffset, sizeBytes, bounded), request);
            } catch (IOException e) {
                failure = e;
            }
            LogSlice found = slice;
            IOException failed = failure;
            if (found == null) {
                file.release();
            }
            state.loop.execute(
                    () -> completeCold(new ColdOutcome(found, failed, baseOffset, replacements), request, result));
        });
    }

    private record ColdSegment(OpenFile file, PartitionFiles files, long baseOffset, long sizeBytes, boolean bounded) {}

    private record ColdOutcome(
            @Nullable LogSlice slice, @Nullable IOException failure, long baseOffset, int replacements) {}

    private @Nullable LogSlice sliceOnDiskPool(ColdSegment segment, Request request) throws IOException {
        DiskFile file = segment.file.file();
        // Sealed, so its index is complete in its file; a reader of its own shares nothing with the loop's.
        OffsetIndex index = new OffsetIndex(segment.files, segment.baseOffset);
        BatchSearch.Found first = BatchSearch.locate(file, index, request.offset, segment.sizeBytes);
        if (first == null) {
            return null;
        }
        long limit = segment.sizeBytes;
        if (segment.bounded) {
            BatchSearch.Found bound = BatchSearch.locate(file, index, request.upperBoundOffset, segment.sizeBytes);
            limit = bound == null ? limit : bound.position();
        }
        LogSlice slice = cut(segment.file, first, limit, request);
        if (slice != null) {
            warmUp(file, slice.positionBytes(), slice.sizeBytes());
        }
        return slice;
    }

    /** Reads the bytes once, so that the I/O loop that sends them finds them in the page cache. */
    private static void warmUp(DiskFile file, long position, int sizeBytes) throws IOException {
        ByteBuffer scratch = ByteBuffer.allocate(Math.min(sizeBytes, WARM_UP_BYTES));
        for (int done = 0; done < sizeBytes; done += scratch.capacity()) {
            scratch.clear().limit(Math.min(scratch.capacity(), sizeBytes - done));
            file.read(scratch, position + done);
        }
    }

    private void completeCold(ColdOutcome outcome, Request request, CompletableFuture<ReadResult> result) {
        try {
            if (outcome.replacements != state.replacements) {
                // A cleaner came in between: the index that was searched may not be that of the file.
                if (outcome.slice != null) {
                    outcome.slice.release();
                }
                Segments segments = state.segments();
                startCold(segments, Math.max(0, segments.floor(request.offset)), request, result);
            } else if (outcome.failure != null) {
                result.complete(failed(outcome.failure));
            } else if (outcome.slice != null) {
                result.complete(new ReadResult.Read(outcome.slice));
            } else {
                Segments segments = state.segments();
                int number = segments.floor(outcome.baseOffset) + 1;
                startCold(segments, Math.min(number, segments.size() - 1), request, result);
            }
        } catch (IOException e) {
            result.complete(failed(e));
        }
    }

    private ReadResult readHotNow(Request request) throws IOException {
        Segments segments = state.segments();
        LogSlice slice = slice(segments, segments.size() - 1, request);
        return new ReadResult.Read(slice);
    }

    private ReadResult failed(IOException e) {
        if (e instanceof DamagedLogException) {
            LOG.error("{} cannot be read: {}", state, e.getMessage());
            return new ReadResult.Failed(ErrorCode.CORRUPT_MESSAGE, "The log is damaged.");
        }
        state.diskFailed(e);
        return new ReadResult.Failed(ErrorCode.KAFKA_STORAGE_ERROR, "The log's disk failed.");
    }
}
