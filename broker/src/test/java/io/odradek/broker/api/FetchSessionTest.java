/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.ImmediateEventExecutor;
import io.odradek.broker.partition.FetchOrigin;
import io.odradek.broker.partition.FetchReader;
import io.odradek.protocol.message.FetchRequest;
import io.odradek.protocol.message.FetchRequest.FetchPartition;
import io.odradek.protocol.message.FetchRequest.FetchTopic;
import io.odradek.protocol.message.FetchRequest.ForgottenTopic;
import io.odradek.protocol.wire.Uuid;
import java.util.List;
import org.junit.jupiter.api.Test;

class FetchSessionTest {
    private static FetchRequest wanting(int leaderEpoch) {
        return new FetchRequest()
                .topics(List.of(new FetchTopic()
                        .topicId(DataPath.TOPIC_ID)
                        .partitions(List.of(new FetchPartition().partition(0).currentLeaderEpoch(leaderEpoch)))));
    }

    /** Else its error would be told for ever, in answer to fetches that name the partition in a newer epoch. */
    @Test
    void aPartitionThatIsForgottenWhileItIsReadIsNotReadAgain() {
        FetchSession session = new FetchSession(1, true, true, 0);
        session.adopt(FetchSession.of(wanting(4), true));
        session.watch(
                new FetchReader(new FetchOrigin.Replica(2, 20), 1, 1 << 20, 500, false),
                ImmediateEventExecutor.INSTANCE);
        FetchSession.Cached read = session.watching().takeDue().get(0);

        session.update(new FetchRequest()
                .forgottenTopicsData(
                        List.of(new ForgottenTopic().topicId(DataPath.TOPIC_ID).partitions(new int[] {0}))));
        session.update(wanting(5));
        session.watching().due(read);

        assertThat(session.watching().takeDue())
                .extracting(cached -> cached.wanted.currentLeaderEpoch())
                .containsExactly(5);
    }

    @Test
    void onlyTheSamePartitionOfTheSameTopicIsTheSameKey() {
        FetchSession.Key byId = FetchSession.Key.of(true, "", new Uuid(1, 2), 3);
        FetchSession.Key byName = FetchSession.Key.of(false, "orders", Uuid.ZERO, 3);

        assertThat(byId)
                .isEqualTo(FetchSession.Key.of(true, "orders", new Uuid(1, 2), 3))
                .hasSameHashCodeAs(FetchSession.Key.of(true, "orders", new Uuid(1, 2), 3))
                .isNotEqualTo(FetchSession.Key.of(true, "", new Uuid(1, 2), 4))
                .isNotEqualTo(FetchSession.Key.of(true, "", new Uuid(1, 1), 3));
        assertThat(byName)
                .isEqualTo(FetchSession.Key.of(false, "orders", new Uuid(1, 2), 3))
                .hasSameHashCodeAs(FetchSession.Key.of(false, "orders", new Uuid(1, 2), 3))
                .isNotEqualTo(FetchSession.Key.of(false, "order", Uuid.ZERO, 3))
                .isNotEqualTo(null);
    }
}
