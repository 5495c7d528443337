/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.FetchRequest;
import io.odradek.protocol.message.FetchRequest.FetchPartition;
import io.odradek.protocol.message.FetchRequest.FetchTopic;
import io.odradek.protocol.message.FetchResponse;
import io.odradek.protocol.message.FetchResponse.PartitionData;
import io.odradek.protocol.wire.ApiMessage;
import io.odradek.protocol.wire.Uuid;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class FakeLeaderTest {
    private static final Uuid TOPIC = new Uuid(1, 2);

    private final FakeLeader leader = new FakeLeader(2);
    private final FakeLeaderLog log = leader.lead("t", TOPIC, 0, 3).append("a").append("b");

    private CompletableFuture<ApiMessage> fetch(int sessionId, int sessionEpoch, long offset, int lastEpoch) {
        FetchPartition partition =
                new FetchPartition().currentLeaderEpoch(3).fetchOffset(offset).lastFetchedEpoch(lastEpoch);
        return leader.send(
                        leader.image(),
                        FetchRequests.VERSION,
                        new FetchRequest()
                                .sessionId(sessionId)
                                .sessionEpoch(sessionEpoch)
                                .topics(List.of(new FetchTopic()
                                        .topicId(TOPIC)
                                        .partitions(List.of(partition.partitionMaxBytes(1 << 20))))))
                .toCompletableFuture();
    }

    private PartitionData told(CompletableFuture<ApiMessage> answer) {
        leader.tell();
        return ((FetchResponse) answer.join()).responses().get(0).partitions().get(0);
    }

    @Test
    void recordsFromTheOffsetOnAreAnswered() {
        PartitionData data = told(fetch(0, 0, 1, 3));

        assertThat(data.errorCode()).isEqualTo(ErrorCode.NONE.code());
        assertThat(leader.unreleased()).isEqualTo(1);
        data.release();
        assertThat(leader.unreleased()).isZero();
    }

    @Test
    void withNothingNewTheAnswerWaits() {
        CompletableFuture<ApiMessage> opening = fetch(0, 0, 2, 3);
        leader.tell();
        int session = ((FetchResponse) opening.join()).sessionId();

        CompletableFuture<ApiMessage> next = fetch(session, 1, 2, 3);
        leader.tell();

        assertThat(next).isNotDone();
        assertThat(leader.held()).isEqualTo(1);
    }

    @Test
    void anOffsetPastTheEndOfItsEpochDiverges() {
        PartitionData data = told(fetch(0, 0, 5, 3));

        assertThat(data.divergingEpoch().epoch()).isEqualTo(3);
        assertThat(data.divergingEpoch().endOffset()).isEqualTo(2);
    }

    @Test
    void anOffsetThatIsNotThereIsOutOfRange() {
        log.startAt(1);

        assertThat(told(fetch(0, 0, 0, -1)).errorCode()).isEqualTo(ErrorCode.OFFSET_OUT_OF_RANGE.code());
    }

    @Test
    void aSessionNumberThatIsNotTheNextOneIsRefused() {
        CompletableFuture<ApiMessage> opening = fetch(0, 0, 2, 3);
        leader.tell();
        int session = ((FetchResponse) opening.join()).sessionId();

        FetchResponse answer = (FetchResponse) fetch(session, 7, 2, 3).join();

        assertThat(answer.errorCode()).isEqualTo(ErrorCode.INVALID_FETCH_SESSION_EPOCH.code());
    }
}
