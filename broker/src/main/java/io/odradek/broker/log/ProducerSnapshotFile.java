/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.zip.CRC32C;

/** Kafka's producer snapshot: a version, a checksum, a count, and an entry of 46 bytes for each producer. */
final class ProducerSnapshotFile {
    private static final short VERSION = 1;
    private static final int HEADER_BYTES = 10;
    private static final int CHECKSUM_AT = 2;
    private static final int COUNT_AT = 6;
    private static final int ENTRY_BYTES = 46;

    private ProducerSnapshotFile() {}

    /** What a snapshot says is not what its checksum says. */
    static final class DamagedException extends Exception {
        DamagedException(String message) {
            super(message);
        }
    }

    static void write(Disk disk, Path path, Collection<ProducerEntry> producers) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(HEADER_BYTES + producers.size() * ENTRY_BYTES);
        bytes.putShort(VERSION).putInt(0).putInt(producers.size());
        for (ProducerEntry producer : producers) {
            bytes.putLong(producer.producerId)
                    .putShort(producer.epoch)
                    .putInt(producer.lastSequence())
                    .putLong(producer.lastOffset())
                    .putInt(producer.lastOffsetDelta())
                    .putLong(producer.lastTimestampMs)
                    .putInt(producer.coordinatorEpoch)
                    .putLong(producer.transactionFirstOffset);
        }
        bytes.putInt(CHECKSUM_AT, (int) checksum(bytes)).flip();
        SmallFile.replace(disk, path, bytes, false);
    }

    static List<ProducerEntry> read(Disk disk, Path path) throws IOException, DamagedException {
        ByteBuffer bytes = ByteBuffer.wrap(SmallFile.read(disk, path));
        if (bytes.remaining() < HEADER_BYTES) {
            throw new DamagedException("it has only " + bytes.remaining() + " bytes");
        }
        short version = bytes.getShort();
        if (version != VERSION) {
            throw new DamagedException("its version is " + version);
        }
        long stored = Integer.toUnsignedLong(bytes.getInt());
        int count = bytes.getInt();
        if (count < 0 || (long) count * ENTRY_BYTES != bytes.remaining()) {
            throw new DamagedException("it counts " + count + " entries in " + bytes.remaining() + " bytes");
        }
        if (checksum(bytes.duplicate().position(bytes.limit())) != stored) {
            throw new DamagedException("its checksum does not fit");
        }
        List<ProducerEntry> producers = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            producers.add(readEntry(bytes));
        }
        return producers;
    }

    private static ProducerEntry readEntry(ByteBuffer bytes) {
        ProducerEntry producer = new ProducerEntry(bytes.getLong());
        producer.epoch = bytes.getShort();
        int lastSequence = bytes.getInt();
        long lastOffset = bytes.getLong();
        int offsetDelta = bytes.getInt();
        long timestampMs = bytes.getLong();
        if (lastOffset >= 0) {
            producer.restore(lastSequence, lastOffset, offsetDelta, timestampMs);
        }
        producer.lastTimestampMs = timestampMs;
        producer.coordinatorEpoch = bytes.getInt();
        producer.transactionFirstOffset = bytes.getLong();
        return producer;
    }

    /** Over everything behind the checksum, up to the buffer's position. */
    private static long checksum(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.array(), bytes.arrayOffset() + COUNT_AT, bytes.position() - COUNT_AT);
        return crc.getValue();
    }
}
