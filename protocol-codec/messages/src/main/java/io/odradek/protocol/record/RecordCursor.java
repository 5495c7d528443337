/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.protocol.record;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Walks the records of one v2 batch in place. An uncompressed batch is read where it lies; a compressed one is
 * decompressed through a window that holds one record at a time, so memory follows the largest record. Nothing is
 * allocated per record unless its key, value or headers are asked for.
 *
 * <p>Everything that is wrong with the bytes shows as {@link CorruptBatchException}. Belongs to one thread; close it.
 */
public final class RecordCursor implements AutoCloseable {
    private static final int WINDOW_BYTES_MIN = 16 * 1024;
    private static final int RECORD_LENGTH_BYTES_MAX = 5;

    private final long baseOffset;
    private final long baseTimestamp;
    private final int recordCount;
    private final long appendTimestamp;
    private final @Nullable InputStream source;
    private final long decompressedBytesMax;
    private long decompressedBytesLeft;
    private ByteBuffer window;
    private int seen;

    private int recordBytes;
    private long timestampDelta;
    private int afterTimestampAt;
    private int offsetDelta;
    private int keyAt;
    private int keyBytes;
    private int valueAt;
    private int valueBytes;
    private int headersAt;
    private int headerCount;

    private RecordCursor(RecordBatch batch, int decompressedBytesMax) throws IOException {
        this.baseOffset = batch.baseOffset();
        this.baseTimestamp = batch.baseTimestamp();
        this.recordCount = batch.recordCount();
        this.appendTimestamp = batch.timestampType() == TimestampType.LOG_APPEND_TIME
                ? batch.maxTimestamp()
                : RecordBatch.NO_TIMESTAMP;
        this.decompressedBytesMax = decompressedBytesMax;
        this.decompressedBytesLeft = decompressedBytesMax;
        Compression compression = batch.compression();
        if (compression == Compression.NONE) {
            this.source = null;
            this.window = batch.payload();
        } else {
            this.source = compression.decompressing(batch.payload());
            this.window = ByteBuffer.allocate(WINDOW_BYTES_MIN).limit(0);
        }
    }

    /** A cursor before the first record; gives up once more than the bound has come out of a compressed payload. */
    public static RecordCursor over(RecordBatch batch, int decompressedBytesMax) {
        try {
            return new RecordCursor(batch, decompressedBytesMax);
        } catch (IOException | RuntimeException e) {
            throw corrupt(e);
        }
    }

    /** Moves to the next record; false after the last one that the header counts. */
    public boolean next() {
        if (seen == recordCount) {
            return false;
        }
        try {
            int length = readLength();
            if (length < 0) {
                throw new CorruptBatchException("A record's length is " + length);
            }
            have(length);
            if (window.remaining() < length) {
                throw new CorruptBatchException(
                        "A record of " + length + " bytes where " + window.remaining() + " are left");
            }
            recordBytes = length;
            readBody(window.position() + length);
            seen++;
            return true;
        } catch (IOException | RuntimeException e) {
            throw corrupt(e);
        }
    }

    /** True when bytes remain after the last record: the header's count is too low for its payload. */
    public boolean hasTrailingBytes() {
        try {
            have(1);
            return window.hasRemaining();
        } catch (IOException | RuntimeException e) {
            throw corrupt(e);
        }
    }

    /** How much has come out of a compressed payload by now; 0 for one that is not compressed. */
    long decompressedBytes() {
        return decompressedBytesMax - decompressedBytesLeft;
    }

    public long offset() {
        return baseOffset + offsetDelta;
    }

    public int offsetDelta() {
        return offsetDelta;
    }

    public long timestamp() {
        return appendTimestamp == RecordBatch.NO_TIMESTAMP ? baseTimestamp + timestampDelta : appendTimestamp;
    }

    /** Everything of the record that follows its timestamp, as it is stored; good until the next call of {@link #next}. */
    ByteBuffer afterTimestamp() {
        return window.slice(afterTimestampAt, window.position() - afterTimestampAt);
    }

    /** Size of the record without its own length field. */
    public int recordBytes() {
        return recordBytes;
    }

    public boolean hasKey() {
        return keyBytes >= 0;
    }

    public boolean hasValue() {
        return valueBytes >= 0;
    }

    /** A slice that is good until the next call of {@link #next}. */
    public @Nullable ByteBuffer key() {
        return keyBytes < 0 ? null : window.slice(keyAt, keyBytes);
    }

    /** A slice that is good until the next call of {@link #next}. */
    public @Nullable ByteBuffer value() {
        return valueBytes < 0 ? null : window.slice(valueAt, valueBytes);
    }

    public int headerCount() {
        return headerCount;
    }

    public List<RecordHeader> headers() {
        List<RecordHeader> headers = new ArrayList<>(Math.min(headerCount, 16));
        ByteBuffer in = window.duplicate();
        in.position(headersAt);
        for (int i = 0; i < headerCount; i++) {
            byte[] key = bytes(in, Varints.readInt(in));
            int size = Varints.readInt(in);
            headers.add(new RecordHeader(new String(key, StandardCharsets.UTF_8), size < 0 ? null : bytes(in, size)));
        }
        return headers;
    }

    @Override
    public void close() {
        if (source != null) {
            try {
                source.close();
            } catch (IOException e) {
                throw new CorruptBatchException("The compressed payload does not end as it should", e);
            }
        }
    }

    private int readLength() throws IOException {
        have(RECORD_LENGTH_BYTES_MAX);
        return Varints.readInt(window);
    }

    private void readBody(int end) {
        ByteBuffer in = window;
        if (end == in.position()) {
            throw new CorruptBatchException("An empty record");
        }
        in.get();
        timestampDelta = Varints.readLong(in);
        afterTimestampAt = in.position();
        offsetDelta = Varints.readInt(in);
        keyBytes = Varints.readInt(in);
        keyAt = skip(in, keyBytes, end);
        valueBytes = Varints.readInt(in);
        valueAt = skip(in, valueBytes, end);
        headerCount = Varints.readInt(in);
        headersAt = in.position();
        if (headerCount < 0) {
            throw new CorruptBatchException("A record has " + headerCount + " headers");
        }
        for (int i = 0; i < headerCount; i++) {
            int headerKeyBytes = Varints.readInt(in);
            if (headerKeyBytes < 0) {
                throw new CorruptBatchException("A record header's key has a length of " + headerKeyBytes);
            }
            skip(in, headerKeyBytes, end);
            skip(in, Varints.readInt(in), end);
        }
        if (in.position() != end) {
            throw new CorruptBatchException("A record ends " + (end - in.position()) + " bytes from where it should");
        }
    }

    private static int skip(ByteBuffer in, int bytes, int end) {
        int at = in.position();
        if (bytes > end - at) {
            throw new CorruptBatchException("A field of " + bytes + " bytes in a record with " + (end - at) + " left");
        }
        if (bytes > 0) {
            in.position(at + bytes);
        }
        return at;
    }

    private static byte[] bytes(ByteBuffer in, int count) {
        byte[] bytes = new byte[count];
        in.get(bytes);
        return bytes;
    }

    /** Reads until the window has as many bytes ahead as asked for, or the payload has no more. */
    private void have(int bytes) throws IOException {
        if (source == null || window.remaining() >= bytes) {
            return;
        }
        while (window.remaining() < bytes) {
            if (window.limit() == window.capacity()) {
                if (window.position() > 0) {
                    window.compact().flip();
                } else {
                    // Grows only once it is full, so that a length alone allocates nothing.
                    window = ByteBuffer.allocate(window.capacity() * 2)
                            .put(window)
                            .flip();
                }
            }
            if (!readMore(source)) {
                return;
            }
        }
    }

    private boolean readMore(InputStream from) throws IOException {
        int room = (int) Math.min(window.capacity() - window.limit(), decompressedBytesLeft + 1);
        int count = from.read(window.array(), window.limit(), room);
        if (count < 0) {
            return false;
        }
        decompressedBytesLeft -= count;
        if (decompressedBytesLeft < 0) {
            throw new CorruptBatchException("The payload decompresses to more than is allowed");
        }
        window.limit(window.limit() + count);
        return true;
    }

    private static CorruptBatchException corrupt(Exception e) {
        return e instanceof CorruptBatchException corrupt
                ? corrupt
                : new CorruptBatchException("The batch's payload cannot be read: " + e.getMessage(), e);
    }
}
