/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.sim;

import io.netty.buffer.ByteBuf;
import io.odradek.controller.image.BrokerImage;
import io.odradek.protocol.message.FetchRequest;
import io.odradek.protocol.message.FetchResponse;
import io.odradek.protocol.record.RecordBatch;
import io.odradek.protocol.record.RecordCursor;
import io.odradek.protocol.wire.BufRecords;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Reads a partition from its beginning to its high watermark, with no gap between offsets. */
final class ReadBack {
    private static final int BYTES_MAX = 1 << 20;

    private ReadBack() {}

    /** The values, one for each offset from 0 on. */
    static List<String> values(SimulatedConnections connections, BrokerImage leader, String topic, int partition) {
        List<String> values = new ArrayList<>();
        long highWatermark = 1;
        while (values.size() < highWatermark) {
            FetchResponse answer = (FetchResponse) connections.await(
                    leader,
                    new FetchRequest()
                            .maxWaitMs(100)
                            .minBytes(1)
                            .maxBytes(BYTES_MAX)
                            .topics(List.of(new FetchRequest.FetchTopic()
                                    .topic(topic)
                                    .partitions(List.of(new FetchRequest.FetchPartition()
                                            .partition(partition)
                                            .fetchOffset(values.size())
                                            .partitionMaxBytes(BYTES_MAX))))),
                    12);
            FetchResponse.PartitionData data =
                    answer.responses().get(0).partitions().get(0);
            if (data.errorCode() != 0) {
                throw new AssertionError("reading " + partition + " at " + values.size() + ": " + data.errorCode());
            }
            highWatermark = data.highWatermark();
            addTo(values, ((BufRecords) Objects.requireNonNull(data.records())).buffer());
            answer.release();
        }
        return values;
    }

    private static void addTo(List<String> values, ByteBuf records) {
        int at = records.readerIndex();
        while (at < records.writerIndex()) {
            RecordBatch batch = RecordBatch.wrap(records, at);
            try (RecordCursor cursor = RecordCursor.over(batch, BYTES_MAX)) {
                while (cursor.next()) {
                    if (cursor.offset() == values.size()) {
                        ByteBuffer value = Objects.requireNonNull(cursor.value());
                        values.add(StandardCharsets.UTF_8.decode(value).toString());
                    } else if (cursor.offset() > values.size()) {
                        throw new AssertionError("offset " + cursor.offset() + " follows " + (values.size() - 1));
                    }
                }
            }
            at += batch.lengthBytes();
        }
    }
}
