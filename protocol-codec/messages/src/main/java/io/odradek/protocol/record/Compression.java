/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.protocol.record;

import com.github.luben.zstd.RecyclingBufferPool;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4FrameOutputStream;
import net.jpountz.xxhash.XXHashFactory;
import org.jspecify.annotations.Nullable;
import org.xerial.snappy.SnappyOutputStream;

/**
 * The codecs of a batch's payload, by their ids on the wire. A codec's library, and its native code, is loaded when the
 * codec is used for the first time, so a broker that never sees zstd never pays for it.
 */
public enum Compression {
    NONE(0, "none", 0, 0, 0),
    GZIP(1, "gzip", Deflater.DEFAULT_COMPRESSION, Deflater.BEST_SPEED, Deflater.BEST_COMPRESSION),
    SNAPPY(2, "snappy", 0, 0, 0),
    LZ4(3, "lz4", 9, 1, 17),
    ZSTD(4, "zstd", 3, -131072, 22);

    private static final Compression[] BY_ID = values();
    private static final int STREAM_BUFFER_BYTES = 8 * 1024;

    private final int id;
    private final String configName;
    private final int defaultLevel;
    private final int lowestLevel;
    private final int highestLevel;

    Compression(int id, String configName, int defaultLevel, int lowestLevel, int highestLevel) {
        this.id = id;
        this.configName = configName;
        this.defaultLevel = defaultLevel;
        this.lowestLevel = lowestLevel;
        this.highestLevel = highestLevel;
    }

    /** The codec of the low three bits of a batch's attributes; three of the eight ids name none. */
    public static Compression forId(int id) {
        if (id < 0 || id >= BY_ID.length) {
            throw new CorruptBatchException("Compression id " + id + " names no codec");
        }
        return BY_ID[id];
    }

    /** The codec named in a configuration value, or null. */
    public static @Nullable Compression forName(String configName) {
        for (Compression compression : BY_ID) {
            if (compression.configName.equals(configName)) {
                return compression;
            }
        }
        return null;
    }

    public int id() {
        return id;
    }

    public String configName() {
        return configName;
    }

    public int defaultLevel() {
        return defaultLevel;
    }

    public int lowestLevel() {
        return lowestLevel;
    }

    public int highestLevel() {
        return highestLevel;
    }

    /**
     * Decompresses piece by piece, so that memory follows the pieces read and not what a hostile payload swells to. May
     * throw anything that the codec's library throws on damaged input; {@link RecordCursor} turns that into one kind.
     */
    InputStream decompressing(ByteBuffer compressed) throws IOException {
        return switch (this) {
            case NONE -> new ByteBufferInput(compressed);
            case GZIP -> new GZIPInputStream(new ByteBufferInput(compressed), STREAM_BUFFER_BYTES);
            case SNAPPY -> SnappyInput.open(compressed);
            case LZ4 -> new Lz4Input(compressed);
            case ZSTD -> new ZstdInputStreamNoFinalizer(new ByteBufferInput(compressed), RecyclingBufferPool.INSTANCE);
        };
    }

    /** Appends the compressed form of all readable bytes of {@code plain}, which is left as it was. */
    void compress(ByteBuf plain, ByteBuf out, int level) {
        try (OutputStream stream = compressing(new ByteBufOutputStream(out), level)) {
            plain.getBytes(plain.readerIndex(), stream, plain.readableBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private OutputStream compressing(OutputStream out, int level) throws IOException {
        return switch (this) {
            case NONE -> out;
            case GZIP -> new LeveledGzipOutput(out, level);
            case SNAPPY -> new SnappyOutputStream(out);
            case LZ4 ->
                new LZ4FrameOutputStream(
                        out,
                        LZ4FrameOutputStream.BLOCKSIZE.SIZE_64KB,
                        -1L,
                        lz4Compressor(level),
                        XXHashFactory.fastestInstance().hash32(),
                        LZ4FrameOutputStream.FLG.Bits.BLOCK_INDEPENDENCE);
            case ZSTD -> new ZstdOutputStreamNoFinalizer(out, RecyclingBufferPool.INSTANCE, level);
        };
    }

    /** Kafka's meaning of the levels: the default one is the fast compressor, every other the thorough one. */
    private LZ4Compressor lz4Compressor(int level) {
        LZ4Factory factory = LZ4Factory.fastestInstance();
        return level == defaultLevel ? factory.fastCompressor() : factory.highCompressor(level);
    }

    private static final class LeveledGzipOutput extends GZIPOutputStream {
        LeveledGzipOutput(OutputStream out, int level) throws IOException {
            super(out, STREAM_BUFFER_BYTES);
            def.setLevel(level);
        }
    }
}
