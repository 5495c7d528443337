/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.protocol.record;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Records of every shape that the format allows, from a seed. */
record RandomRecords(RandomGenerator random) {
    @SuppressWarnings("ArrayRecordComponent")
    record Plain(long timestamp, byte[] key, byte[] value, List<RecordHeader> headers) {}

    List<Plain> next() {
        int count = 1 + random.nextInt(random.nextInt(10) == 0 ? 400 : 12);
        List<Plain> records = new ArrayList<>();
        long timestamp = random.nextLong(2_000_000_000_000L);
        for (int i = 0; i < count; i++) {
            timestamp = Math.max(0, timestamp + random.nextLong(-5_000, 100_000));
            List<RecordHeader> headers = new ArrayList<>();
            while (random.nextInt(4) == 0) {
                headers.add(new RecordHeader("h\u00e4" + random.nextInt(200), nullableBytes()));
            }
            records.add(new Plain(timestamp, nullableBytes(), nullableBytes(), headers));
        }
        return records;
    }

    private byte[] nullableBytes() {
        int kind = random.nextInt(12);
        if (kind == 0) {
            return null;
        }
        byte[] bytes = new byte[kind == 1 ? random.nextInt(90_000) : random.nextInt(150)];
        if (random.nextBoolean()) {
            random.nextBytes(bytes);
        }
        return bytes;
    }
}
