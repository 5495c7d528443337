/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import static io.odradek.broker.partition.PartitionFixture.START_MS;
import static io.odradek.broker.partition.PartitionFixture.batch;
import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.broker.partition.PartitionFixture;
import io.odradek.controller.image.TopicPartition;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.DescribeProducersRequest;
import io.odradek.protocol.message.DescribeProducersRequest.TopicRequest;
import io.odradek.protocol.message.DescribeProducersResponse.PartitionResponse;
import io.odradek.protocol.message.DescribeProducersResponse.ProducerState;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class DescribeProducersHandlerTest {
    private final DataPath path = new DataPath();
    private final DescribeProducersHandler handler =
            new DescribeProducersHandler(path.partitions.directory(), path.cluster);

    @Test
    void aPartitionTellsOfItsProducersByTheirLastBatch() {
        produce(8, 1, 0);
        produce(7, 0, 0);
        produce(8, 1, 1);

        assertThat(ask(0).activeProducers()).containsExactly(state(7, 0, 0), state(8, 1, 1));
    }

    @Test
    void aFollowerAnswersToo() {
        path.partitions.assign(new TopicPartition(DataPath.TOPIC, 1), PartitionFixture.following(2, 5));

        assertThat(error(ask(1))).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void whatIsElsewhereOrNowhereIsTold() {
        assertThat(error(ask(2))).isEqualTo(ErrorCode.NOT_LEADER_OR_FOLLOWER);
        assertThat(error(ask(9))).isEqualTo(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
        PartitionResponse misnamed = ask("no name!", 0);
        assertThat(error(misnamed)).isEqualTo(ErrorCode.INVALID_TOPIC_EXCEPTION);
        assertThat(misnamed.errorMessage()).contains("no name!");
    }

    private void produce(long producerId, int epoch, int sequence) {
        var records = batch(
                builder -> builder.producer(producerId, (short) epoch, sequence).append(START_MS, null, null));
        var reply = path.ask(path.produceHandler(), 9, DataPath.produce(9, -1, 0, records));
        assertThat(error(DataPath.only(reply.answer()).errorCode())).isEqualTo(ErrorCode.NONE);
    }

    private PartitionResponse ask(int partition) {
        return ask(DataPath.TOPIC, partition);
    }

    private PartitionResponse ask(String name, int partition) {
        TopicRequest topic = new TopicRequest().name(name).partitionIndexes(new int[] {partition});
        return path.ask(handler, 0, new DescribeProducersRequest().topics(List.of(topic)))
                .answer()
                .topics()
                .get(0)
                .partitions()
                .get(0);
    }

    private static ProducerState state(long producerId, int epoch, int sequence) {
        return new ProducerState()
                .producerId(producerId)
                .producerEpoch(epoch)
                .lastSequence(sequence)
                .lastTimestamp(START_MS)
                .coordinatorEpoch(-1)
                .currentTxnStartOffset(-1);
    }

    private static ErrorCode error(PartitionResponse answer) {
        return error(answer.errorCode());
    }

    private static ErrorCode error(short code) {
        return ErrorCode.forCode(code);
    }
}
