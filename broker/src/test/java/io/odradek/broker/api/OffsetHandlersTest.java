/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import static io.odradek.broker.partition.PartitionFixture.START_MS;
import static io.odradek.broker.partition.PartitionFixture.batch;
import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.broker.log.LogConfig;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.DeleteRecordsRequest;
import io.odradek.protocol.message.DeleteRecordsRequest.DeleteRecordsPartition;
import io.odradek.protocol.message.DeleteRecordsRequest.DeleteRecordsTopic;
import io.odradek.protocol.message.ListOffsetsRequest;
import io.odradek.protocol.message.ListOffsetsRequest.ListOffsetsPartition;
import io.odradek.protocol.message.ListOffsetsRequest.ListOffsetsTopic;
import io.odradek.protocol.message.ListOffsetsResponse.ListOffsetsTopicResponse;
import io.odradek.protocol.message.OffsetForLeaderEpochRequest;
import io.odradek.protocol.message.OffsetForLeaderEpochRequest.OffsetForLeaderPartition;
import io.odradek.protocol.message.OffsetForLeaderEpochRequest.OffsetForLeaderTopic;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** ListOffsets, OffsetForLeaderEpoch and DeleteRecords, with the answers that Apache Kafka 4.3.1 gave. */
@Timeout(30)
class OffsetHandlersTest {
    private final DataPath path = new DataPath();
    private final ListOffsetsHandler listOffsets = new ListOffsetsHandler(path.partitions.directory(), path.cluster);
    private final OffsetForLeaderEpochHandler epochs =
            new OffsetForLeaderEpochHandler(path.partitions.directory(), path.cluster);
    private final DeleteRecordsHandler deleteRecords =
            new DeleteRecordsHandler(path.partitions.directory(), path.cluster);

    /** Three records, a millisecond apart, the last one earlier than the second. */
    private void appendThree() {
        var records = batch(b ->
                b.append(START_MS, null, null).append(START_MS + 2, null, null).append(START_MS + 1, null, null));
        path.ask(path.produceHandler(), 9, DataPath.produce(9, 1, 0, records));
    }

    @ParameterizedTest
    @CsvSource({
        "11, -1, NONE -1 3 0",
        "11, -2, NONE -1 0 0",
        "11, -3, NONE +2 1 0",
        "11, -4, NONE -1 0 0",
        "11, -5, NONE -1 -1 -1",
        "11, -6, NONE -1 -1 -1",
        "11, -7, UNSUPPORTED_VERSION -1 -1 -1",
        "10, -6, UNSUPPORTED_VERSION -1 -1 -1",
        "9, -5, NONE -1 -1 -1",
        "8, -5, UNSUPPORTED_VERSION -1 -1 -1",
        "8, -4, NONE -1 0 0",
        "7, -4, UNSUPPORTED_VERSION -1 -1 -1",
        "7, -3, NONE +2 1 0",
        "6, -3, UNSUPPORTED_VERSION -1 -1 -1",
        "4, -1, NONE -1 3 0",
        "3, -1, NONE -1 3 -1",
        "1, -2, NONE -1 0 -1"
    })
    void specialTimestampsAreKnownFromTheirVersionsOn(int version, long timestampMs, String expected) {
        appendThree();

        assertThat(list(version, 0, timestampMs, -1)).isEqualTo(expected);
    }

    @Test
    void aTimestampFindsTheFirstRecordAtOrAfterIt() {
        appendThree();

        assertThat(list(7, 0, 0, -1)).isEqualTo("NONE +0 0 0");
        assertThat(list(7, 0, START_MS + 1, -1)).isEqualTo("NONE +2 1 0");
        assertThat(list(7, 0, START_MS + 3, -1)).isEqualTo("NONE -1 -1 -1");
    }

    @Test
    void anEmptyPartitionHasEndsButNoRecords() {
        assertThat(list(7, 1, -1, -1)).isEqualTo("NONE -1 0 0");
        assertThat(list(7, 1, -2, -1)).isEqualTo("NONE -1 0 0");
        assertThat(list(7, 1, -3, -1)).isEqualTo("NONE -1 -1 -1");
        assertThat(list(7, 1, 5, -1)).isEqualTo("NONE -1 -1 -1");
    }

    @Test
    void partitionsAndEpochsThatDoNotFitAreTold() {
        assertThat(list(7, 9, -1, -1)).isEqualTo("UNKNOWN_TOPIC_OR_PARTITION -1 -1 -1");
        assertThat(list(7, 2, -1, -1)).isEqualTo("NOT_LEADER_OR_FOLLOWER -1 -1 -1");
        assertThat(list(7, 0, -1, 0)).isEqualTo("NONE -1 0 0");
        assertThat(list(7, 0, -1, 9)).isEqualTo("UNKNOWN_LEADER_EPOCH -1 -1 -1");
    }

    @Test
    void aPartitionNamedTwiceIsAnInvalidRequest() {
        ListOffsetsTopic once = orders(0);

        var twice = ask(new ListOffsetsTopic()
                .name("orders")
                .partitions(List.of(once.partitions().get(0), once.partitions().get(0))));

        assertThat(twice)
                .singleElement()
                .satisfies(topic -> assertThat(topic.partitions())
                        .extracting("errorCode")
                        .containsExactly(ErrorCode.INVALID_REQUEST.code()));
        assertThat(ask(once, once)).isEqualTo(twice);
    }

    @Test
    void aTopicNamedTwiceIsAnsweredOnce() {
        assertThat(ask(orders(0), orders(1)))
                .singleElement()
                .satisfies(topic -> assertThat(topic.partitions())
                        .extracting(partition -> partition.partitionIndex() + ": " + partition.errorCode())
                        .containsExactly("0: 0", "1: 0"));
    }

    private static ListOffsetsTopic orders(int partition) {
        return new ListOffsetsTopic()
                .name("orders")
                .partitions(List.of(
                        new ListOffsetsPartition().partitionIndex(partition).timestamp(-1)));
    }

    private List<ListOffsetsTopicResponse> ask(ListOffsetsTopic... topics) {
        ListOffsetsRequest request = new ListOffsetsRequest().replicaId(-1).topics(List.of(topics));
        return path.ask(listOffsets, 7, request).answer().topics();
    }

    @ParameterizedTest
    @CsvSource({"-1, -1, NONE -1 -1", "-1, 0, NONE 0 3", "-1, 1, NONE -1 -1", "5, 0, UNKNOWN_LEADER_EPOCH -1 -1"})
    void anEpochEndsWhereTheNextBeganOrTheLogEnds(int currentEpoch, int epoch, String expected) {
        appendThree();
        OffsetForLeaderPartition asked = new OffsetForLeaderPartition()
                .partition(0)
                .currentLeaderEpoch(currentEpoch)
                .leaderEpoch(epoch);
        OffsetForLeaderEpochRequest request = new OffsetForLeaderEpochRequest()
                .topics(List.of(new OffsetForLeaderTopic().topic("orders").partitions(List.of(asked))));

        var end = path.ask(epochs, 4, request)
                .answer()
                .topics()
                .get(0)
                .partitions()
                .get(0);

        assertThat(ErrorCode.forCode(end.errorCode()) + " " + end.leaderEpoch() + " " + end.endOffset())
                .isEqualTo(expected);
    }

    @Test
    void whereAPartitionIsNamedTwiceTheLastWordHolds() {
        appendThree();
        DeleteRecordsTopic all = new DeleteRecordsTopic()
                .name("orders")
                .partitions(
                        List.of(new DeleteRecordsPartition().partitionIndex(0).offset(-1)));
        DeleteRecordsTopic one = new DeleteRecordsTopic()
                .name("orders")
                .partitions(
                        List.of(new DeleteRecordsPartition().partitionIndex(0).offset(1)));

        var answers = path.ask(deleteRecords, 2, new DeleteRecordsRequest().topics(List.of(all, one)))
                .answer()
                .topics();

        assertThat(answers)
                .singleElement()
                .satisfies(topic -> assertThat(topic.partitions())
                        .extracting(partition -> partition.lowWatermark())
                        .containsExactly(1L));
    }

    @Test
    void recordsAreDeletedUpToTheHighWatermark() {
        appendThree();

        assertThat(delete("orders", 2)).isEqualTo("NONE 2");
        assertThat(delete("orders", 1)).as("gone already").isEqualTo("NONE 2");
        assertThat(delete("orders", 4)).isEqualTo("OFFSET_OUT_OF_RANGE -1");
        assertThat(delete("orders", -2)).isEqualTo("OFFSET_OUT_OF_RANGE -1");
        assertThat(delete("orders", -1)).isEqualTo("NONE 3");
        assertThat(list(7, 0, -2, -1)).isEqualTo("NONE -1 3 0");
    }

    @Test
    void recordsOfACompactedTopicAreNotDeleted() {
        path.partitions
                .config("keyed", LogConfig.DEFAULTS.withRetention(new LogConfig.Retention(false, true, -1, -1, 0)))
                .lead("keyed", 0);

        assertThat(delete("keyed", 0)).isEqualTo("POLICY_VIOLATION -1");
        assertThat(delete("nope", 0)).isEqualTo("UNKNOWN_TOPIC_OR_PARTITION -1");
    }

    private String list(int version, int partition, long timestampMs, int currentEpoch) {
        ListOffsetsRequest request = new ListOffsetsRequest()
                .replicaId(-1)
                .topics(List.of(new ListOffsetsTopic()
                        .name("orders")
                        .partitions(Arrays.asList(new ListOffsetsPartition()
                                .partitionIndex(partition)
                                .timestamp(timestampMs)
                                .currentLeaderEpoch(currentEpoch)))));
        var found = path.ask(listOffsets, version, request)
                .answer()
                .topics()
                .get(0)
                .partitions()
                .get(0);
        String time = found.timestamp() < 0 ? "-1" : "+" + (found.timestamp() - START_MS);
        return ErrorCode.forCode(found.errorCode()) + " " + time + " " + found.offset() + " " + found.leaderEpoch();
    }

    private String delete(String topic, long offset) {
        DeleteRecordsRequest request = new DeleteRecordsRequest()
                .topics(List.of(new DeleteRecordsTopic()
                        .name(topic)
                        .partitions(List.of(
                                new DeleteRecordsPartition().partitionIndex(0).offset(offset)))));
        var result = path.ask(deleteRecords, 2, request)
                .answer()
                .topics()
                .get(0)
                .partitions()
                .get(0);
        return ErrorCode.forCode(result.errorCode()) + " " + result.lowWatermark();
    }
}
