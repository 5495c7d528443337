/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.ApiKey;
import io.odradek.protocol.message.DescribeTopicPartitionsRequest;
import io.odradek.protocol.message.DescribeTopicPartitionsRequest.Cursor;
import io.odradek.protocol.message.DescribeTopicPartitionsRequest.TopicRequest;
import io.odradek.protocol.message.DescribeTopicPartitionsResponse;
import io.odradek.protocol.message.DescribeTopicPartitionsResponse.DescribeTopicPartitionsResponseTopic;
import io.odradek.protocol.wire.Uuid;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DescribeTopicPartitionsHandlerTest {
    private final ClusterView cluster = Clusters.withTopic("b", new Uuid(1, 2), 3);

    DescribeTopicPartitionsHandlerTest() {
        cluster.apply(Clusters.delta("a", new Uuid(1, 1), 3));
        cluster.apply(Clusters.delta("c", new Uuid(1, 3), 3));
    }

    private DescribeTopicPartitionsResponse ask(DescribeTopicPartitionsRequest request) {
        RecordingReply<DescribeTopicPartitionsResponse> reply = new RecordingReply<>();
        new DescribeTopicPartitionsHandler(cluster, 2000)
                .handle(new TestConnection().request(ApiKey.DESCRIBE_TOPIC_PARTITIONS, 0), request, reply);
        return reply.answer();
    }

    private static String shown(DescribeTopicPartitionsResponseTopic topic) {
        return topic.name()
                + topic.partitions().stream()
                        .map(partition -> partition.partitionIndex())
                        .toList();
    }

    @Test
    void allTopicsComeInTheOrderOfTheirNames() {
        assertThat(ask(new DescribeTopicPartitionsRequest()).topics())
                .extracting(topic -> shown(topic))
                .containsExactly("a[0, 1, 2]", "b[0, 1, 2]", "c[0, 1, 2]");
    }

    @Test
    void pagesPutTogetherAreTheWhole() {
        List<String> pages = new ArrayList<>();
        Cursor cursor = null;
        do {
            DescribeTopicPartitionsResponse page = ask(new DescribeTopicPartitionsRequest()
                    .responsePartitionLimit(2)
                    .cursor(cursor));
            pages.add(page.topics().stream()
                    .map(DescribeTopicPartitionsHandlerTest::shown)
                    .toList()
                    .toString());
            cursor = page.nextCursor() == null
                    ? null
                    : new Cursor()
                            .topicName(page.nextCursor().topicName())
                            .partitionIndex(page.nextCursor().partitionIndex());
        } while (cursor != null);

        assertThat(pages).containsExactly("[a[0, 1]]", "[a[2], b[0]]", "[b[1, 2]]", "[c[0, 1]]", "[c[2]]");
    }

    @Test
    void aLimitOfNothingStillGetsOnePartition() {
        assertThat(ask(new DescribeTopicPartitionsRequest().responsePartitionLimit(0))
                        .topics())
                .extracting(topic -> shown(topic))
                .containsExactly("a[0]");
    }

    @Test
    void anUnknownTopicIsSaidToBeUnknown() {
        DescribeTopicPartitionsRequest request =
                new DescribeTopicPartitionsRequest().topics(List.of(new TopicRequest().name("nobody")));

        assertThat(ask(request).topics())
                .singleElement()
                .extracting(topic -> topic.errorCode())
                .isEqualTo(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION.code());
    }

    @Test
    void anUnknownTopicComesWithTheNextPageWhereThisOneIsFull() {
        DescribeTopicPartitionsRequest request = new DescribeTopicPartitionsRequest()
                .topics(List.of(new TopicRequest().name("a"), new TopicRequest().name("nobody")))
                .responsePartitionLimit(3);

        DescribeTopicPartitionsResponse answer = ask(request);

        assertThat(answer.topics()).extracting(topic -> shown(topic)).containsExactly("a[0, 1, 2]");
        assertThat(answer.nextCursor().topicName()).isEqualTo("nobody");
    }

    @Test
    void aCursorOutsideOfTheTopicsAskedForIsInvalid() {
        DescribeTopicPartitionsRequest request = new DescribeTopicPartitionsRequest()
                .topics(List.of(new TopicRequest().name("a")))
                .cursor(new Cursor().topicName("b"));

        assertThat(ask(request).topics())
                .singleElement()
                .extracting(topic -> topic.errorCode())
                .isEqualTo(ErrorCode.INVALID_REQUEST.code());
    }
}
