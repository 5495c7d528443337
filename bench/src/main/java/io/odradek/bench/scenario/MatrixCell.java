/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.scenario;

import io.odradek.protocol.record.Compression;
import java.util.List;

/** One of the kinds of traffic: what differs from records of 1 KiB, acks=all, uncompressed, does so in one respect. */
record MatrixCell(int valueBytes, short acks, Compression compression) {

    private static final int KIB = 1 << 10;
    private static final int MIB = 1 << 20;

    /** A batch of one such record, overhead included, is not larger than a topic allows by default. */
    private static final int LARGEST_BYTES = MIB - 100;

    static final int SMALLEST_BYTES = 100;

    private static final List<MatrixCell> ALL = List.of(
            uncompressed(SMALLEST_BYTES),
            uncompressed(KIB),
            uncompressed(10 * KIB),
            uncompressed(LARGEST_BYTES),
            new MatrixCell(KIB, (short) 0, Compression.NONE),
            new MatrixCell(KIB, (short) 1, Compression.NONE),
            new MatrixCell(KIB, Replayer.ALL, Compression.LZ4),
            new MatrixCell(KIB, Replayer.ALL, Compression.ZSTD));

    private static final List<MatrixCell> SOME = List.of(
            uncompressed(SMALLEST_BYTES),
            uncompressed(LARGEST_BYTES),
            new MatrixCell(KIB, (short) 0, Compression.NONE),
            new MatrixCell(KIB, Replayer.ALL, Compression.ZSTD));

    static List<MatrixCell> cells(boolean all) {
        return all ? ALL : SOME;
    }

    private static MatrixCell uncompressed(int valueBytes) {
        return new MatrixCell(valueBytes, Replayer.ALL, Compression.NONE);
    }

    String label(int replicas) {
        String size = valueBytes < KIB ? valueBytes + " B" : valueBytes > MIB / 2 ? "1 MiB" : valueBytes / KIB + " KiB";
        return size + ", acks=" + (acks == Replayer.ALL ? "all" : acks) + ", RF " + replicas + ", "
                + compression.configName();
    }

    /** As a part of a topic's name. */
    String name() {
        return valueBytes + "-" + acks + "-" + compression.configName();
    }
}
