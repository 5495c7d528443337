/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.broker.log.LogSlice;
import io.odradek.broker.partition.PartitionFixture;
import io.odradek.controller.image.TopicPartition;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.FetchRequest;
import io.odradek.protocol.message.FetchRequest.FetchPartition;
import io.odradek.protocol.message.FetchRequest.FetchTopic;
import io.odradek.protocol.message.FetchRequest.ForgottenTopic;
import io.odradek.protocol.message.FetchResponse;
import io.odradek.protocol.message.FetchResponse.PartitionData;
import io.odradek.protocol.wire.Uuid;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Error codes, fields and sessions are those of Apache Kafka 4.3.1's answers to the same requests. */
@Timeout(30)
class FetchHandlerTest {
    private final DataPath path = new DataPath();
    private final FetchHandler handler = handler(path.sessions);
    private final IdentityHashMap<PartitionData, List<String>> rendered = new IdentityHashMap<>();

    private FetchHandler handler(FetchSessions sessions) {
        return new FetchHandler(path.partitions.directory(), path.cluster, sessions, path.partitions.quota(), 50 << 20);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 7, 12, 13, 18})
    void whatWasProducedIsFetched(int version) {
        path.append(0, "a", "b");
        path.append(0, "c");

        assertThat(fetch(version, request(version, wanted(0, 0))))
                .isEqualTo("session 0: orders-0 NONE hw 3 lso 3 start 0 [a, b, c]");
        assertThat(fetch(version, request(version, wanted(0, 2))))
                .isEqualTo("session 0: orders-0 NONE hw 3 lso 3 start 0 [c]");
    }

    @Test
    void errorsAreAnsweredAtOnceAndWithoutOffsets() {
        path.append(0, "a");

        assertThat(fetch(
                        13,
                        request(13, wanted(0, 9), wanted(2, 0), wanted(7, 0)).maxWaitMs(60_000)))
                .isEqualTo("session 0: orders-0 OFFSET_OUT_OF_RANGE hw -1 lso -1 start -1 []"
                        + ", orders-2 NOT_LEADER_OR_FOLLOWER hw -1 lso -1 start -1 []"
                        + ", orders-7 UNKNOWN_TOPIC_OR_PARTITION hw -1 lso -1 start -1 []");
    }

    @Test
    void unknownTopicsAreTold() {
        FetchRequest byId = request(13, wanted(0, 0));
        byId.topics().get(0).topicId(DataPath.UNKNOWN_ID);
        FetchRequest byZeroId = request(13, wanted(0, 0));
        byZeroId.topics().get(0).topicId(Uuid.ZERO);
        FetchRequest byName = request(12, wanted(0, 0));
        byName.topics().get(0).topic("nope");

        assertThat(fetch(13, byId)).contains("UNKNOWN_TOPIC_ID");
        assertThat(fetch(13, byZeroId)).contains("UNKNOWN_TOPIC_ID");
        assertThat(fetch(12, byName)).contains("UNKNOWN_TOPIC_OR_PARTITION");
    }

    @Test
    void fromVersion16OnTheLeaderIsNamed() {
        FetchResponse answer = answer(16, request(16, wanted(2, 0)));

        assertThat(answer.responses().get(0).partitions().get(0).currentLeader().leaderId())
                .isEqualTo(2);
        assertThat(answer.nodeEndpoints()).extracting("host").containsExactly("two");
        assertThat(answer(15, request(15, wanted(2, 0))).nodeEndpoints()).isEmpty();
    }

    @Test
    void aDeposedLeaderNamesItsSuccessorBeforeTheMetadataDoes() {
        path.partitions.assign(new TopicPartition(DataPath.TOPIC, 0), PartitionFixture.following(2, 9));

        FetchResponse answer =
                answer(16, request(16, wanted(0, 0)).replicaState(new FetchRequest.ReplicaState().replicaId(3)));

        PartitionData data = answer.responses().get(0).partitions().get(0);
        assertThat(data.errorCode()).isEqualTo(ErrorCode.NOT_LEADER_OR_FOLLOWER.code());
        assertThat(data.currentLeader().leaderId()).isEqualTo(2);
        assertThat(data.currentLeader().leaderEpoch()).isEqualTo(9);
        assertThat(answer.nodeEndpoints()).extracting("host").containsExactly("two");
    }

    @Test
    void whatFollowersFetchCountsAgainstTheQuota() {
        path.append(0, "a");
        path.partitions.assign(
                new TopicPartition(DataPath.TOPIC, 0), PartitionFixture.leading(1, List.of(1), List.of(1, 2)));

        FetchResponse toConsumer = answer(16, request(16, wanted(0, 0)));
        assertThat(path.partitions.quota().bytes()).isZero();
        FetchResponse toFollower =
                answer(16, request(16, wanted(0, 0)).replicaState(new FetchRequest.ReplicaState().replicaId(2)));

        assertThat(render(toFollower)).isEqualTo(render(toConsumer));
        assertThat(path.partitions.quota().bytes()).isPositive();
    }

    @Test
    void aFetchWaitsForDataUpToItsLimit() {
        var reply =
                path.ask(handler, 13, request(13, wanted(0, 0), wanted(1, 0)).maxWaitMs(500));
        assertThat(reply.isDone()).isFalse();
        path.partitions.pass(100);

        path.append(1, "b");

        assertThat(render(reply.answer()))
                .isEqualTo("session 0: orders-0 NONE hw 0 lso 0 start 0 [], orders-1 NONE hw 1 lso 1 start 0 [b]");
    }

    @Test
    void aFetchWithNothingToWaitForIsAnsweredEmpty() {
        assertThat(fetch(13, new FetchRequest().maxWaitMs(60_000).minBytes(1).maxBytes(1000)))
                .isEqualTo("session 0: ");
    }

    @Test
    void aConnectionThatGoesAwayTakesItsFetchAlong() {
        var reply = path.ask(handler, 13, request(13, wanted(0, 0)).maxWaitMs(500));

        reply.abandon();
        path.append(0, "a");

        assertThat(reply.isDone()).isFalse();
    }

    @Test
    void readCommittedHasAListOfAbortedTransactions() {
        path.append(0, "a");
        FetchRequest request = request(13, wanted(0, 0)).isolationLevel((byte) 1);

        FetchResponse answer = answer(13, request);

        assertThat(answer.responses().get(0).partitions().get(0).abortedTransactions())
                .isEmpty();
        assertThat(answer(13, request(13, wanted(0, 0)))
                        .responses()
                        .get(0)
                        .partitions()
                        .get(0)
                        .abortedTransactions())
                .isNull();
    }

    @Test
    void aSessionNamesOnlyWhatIsNew() {
        path.append(0, "a");
        FetchResponse first = answer(13, session(0, 0, wanted(0, 0), wanted(1, 0)));
        int id = first.sessionId();
        assertThat(id).isPositive();
        assertThat(render(first))
                .isEqualTo("session " + id
                        + ": orders-0 NONE hw 1 lso 1 start 0 [a], orders-1 NONE hw 0 lso 0 start 0 []");

        assertThat(fetch(13, session(id, 1, wanted(0, 1)))).isEqualTo("session " + id + ": ");
        path.append(1, "b");
        assertThat(fetch(13, session(id, 2))).isEqualTo("session " + id + ": orders-1 NONE hw 1 lso 1 start 0 [b]");
        assertThat(fetch(13, session(id, 3, wanted(1, 1)))).isEqualTo("session " + id + ": ");
    }

    @Test
    void aFetchThatWaitsIsAnsweredWhenItsSessionHasANewerOne() {
        int id = answer(13, session(0, 0, wanted(0, 0))).sessionId();
        var first = path.ask(handler, 13, session(id, 1).maxWaitMs(60_000));

        var second = path.ask(handler, 13, session(id, 2, wanted(1, 0)).maxWaitMs(60_000));

        assertThat(render(first.answer())).isEqualTo("session " + id + ": ");
        assertThat(second.isDone()).isFalse();
        path.append(1, "b");
        assertThat(render(second.answer())).contains("orders-1").contains("[b]");
    }

    @Test
    void aFetchThatWaitsIsAnsweredWhenItsSessionIsClosed() {
        int id = answer(13, session(0, 0, wanted(0, 0))).sessionId();
        var waiting = path.ask(handler, 13, session(id, 1).maxWaitMs(60_000));

        path.ask(handler, 13, session(id, -1));

        assertThat(render(waiting.answer())).isEqualTo("session " + id + ": ");
    }

    @Test
    void anErrorInASessionIsToldUntilItIsOver() {
        int id = answer(13, session(0, 0, wanted(0, 99))).sessionId();

        assertThat(fetch(13, session(id, 1))).contains("orders-0 OFFSET_OUT_OF_RANGE");
        assertThat(fetch(13, session(id, 2))).contains("orders-0 OFFSET_OUT_OF_RANGE");
        assertThat(fetch(13, session(id, 3, wanted(0, 0)))).contains("orders-0 NONE");
    }

    @Test
    void sessionsThatDoNotFitAreRefused() {
        int id = answer(13, session(0, 0, wanted(0, 0))).sessionId();

        assertThat(answer(13, session(id, 9)).errorCode()).isEqualTo(ErrorCode.INVALID_FETCH_SESSION_EPOCH.code());
        assertThat(answer(13, session(id + 1, 1)).errorCode()).isEqualTo(ErrorCode.FETCH_SESSION_ID_NOT_FOUND.code());
        assertThat(answer(13, session(0, 5)).errorCode()).isEqualTo(ErrorCode.FETCH_SESSION_ID_NOT_FOUND.code());
        assertThat(answer(12, session(id, 1)).errorCode()).isEqualTo(ErrorCode.FETCH_SESSION_TOPIC_ID_ERROR.code());
        assertThat(answer(13, session(id, 1)).errorCode()).as("still good").isZero();
    }

    @Test
    void aSessionEndsWhenItsLastPartitionIsForgotten() {
        int id = answer(13, session(0, 0, wanted(0, 0))).sessionId();
        FetchRequest forgetting = session(id, 1)
                .forgottenTopicsData(
                        List.of(new ForgottenTopic().topicId(DataPath.TOPIC_ID).partitions(new int[] {0})));

        assertThat(fetch(13, forgetting)).isEqualTo("session 0: ");
        assertThat(answer(13, session(id, 2)).errorCode()).isEqualTo(ErrorCode.FETCH_SESSION_ID_NOT_FOUND.code());
    }

    @Test
    void closingASessionIsAFullFetchWithoutOne() {
        path.append(0, "a");
        int id = answer(13, session(0, 0, wanted(0, 0))).sessionId();

        assertThat(fetch(13, session(id, -1, wanted(0, 0))))
                .isEqualTo("session 0: orders-0 NONE hw 1 lso 1 start 0 [a]");
        assertThat(answer(13, session(id, 1)).errorCode()).isEqualTo(ErrorCode.FETCH_SESSION_ID_NOT_FOUND.code());
    }

    @Test
    void aSessionGoesWithItsConnection() {
        int id = answer(13, session(0, 0, wanted(0, 0))).sessionId();

        path.connection.close();

        assertThat(answer(13, session(id, 1)).errorCode()).isEqualTo(ErrorCode.FETCH_SESSION_ID_NOT_FOUND.code());
    }

    @Test
    void withoutRoomForASessionTheFetchWorksAllTheSame() {
        path.append(0, "a");
        FetchHandler small = handler(path.sessions(1));
        TestConnection other =
                new TestConnection("PLAINTEXT", path.partitions.turn().executor());
        assertThat(path.ask(small, 13, session(0, 0, wanted(0, 0))).answer().sessionId())
                .isPositive();

        FetchResponse second =
                path.ask(small, 13, session(0, 0, wanted(0, 0)), other).answer();

        assertThat(render(second)).isEqualTo("session 0: orders-0 NONE hw 1 lso 1 start 0 [a]");
    }

    @Test
    void aSessionNotUsedForLongMakesRoom() {
        FetchHandler small = handler(path.sessions(1));
        path.ask(small, 13, session(0, 0, wanted(0, 0)));
        path.partitions.turn().ticker().advance(121, TimeUnit.SECONDS);
        TestConnection other =
                new TestConnection("PLAINTEXT", path.partitions.turn().executor());

        assertThat(path.ask(small, 13, session(0, 0, wanted(0, 0)), other)
                        .answer()
                        .sessionId())
                .isPositive();
    }

    private static FetchPartition wanted(int partition, long offset) {
        return new FetchPartition()
                .partition(partition)
                .fetchOffset(offset)
                .currentLeaderEpoch(-1)
                .lastFetchedEpoch(-1)
                .logStartOffset(-1)
                .partitionMaxBytes(1 << 20);
    }

    private static FetchRequest request(int version, FetchPartition... wanted) {
        FetchRequest request =
                new FetchRequest().replicaId(-1).maxWaitMs(0).minBytes(1).maxBytes(1 << 20);
        if (wanted.length > 0) {
            FetchTopic topic = new FetchTopic().partitions(List.of(wanted));
            request.topics(List.of(version >= 13 ? topic.topicId(DataPath.TOPIC_ID) : topic.topic("orders")));
        }
        return request;
    }

    private static FetchRequest session(int id, int epoch, FetchPartition... wanted) {
        return request(13, wanted).sessionId(id).sessionEpoch(epoch);
    }

    private FetchResponse answer(int version, FetchRequest request) {
        FetchResponse answer = path.ask(handler, version, request).answer();
        answer.responses()
                .forEach(topic -> topic.partitions().forEach(partition -> {
                    if (partition.records() instanceof LogSlice slice) {
                        rendered.put(partition, PartitionFixture.values(slice));
                        partition.records(null);
                    }
                }));
        return answer;
    }

    private String fetch(int version, FetchRequest request) {
        return render(answer(version, request));
    }

    private String render(FetchResponse answer) {
        List<String> partitions = new ArrayList<>();
        answer.responses()
                .forEach(topic -> topic.partitions().forEach(partition -> {
                    List<String> values = partition.records() instanceof LogSlice slice
                            ? PartitionFixture.values(slice)
                            : rendered.getOrDefault(partition, List.of());
                    partition.records(null);
                    partitions.add("orders-" + partition.partitionIndex() + " "
                            + ErrorCode.forCode(partition.errorCode())
                            + " hw " + partition.highWatermark() + " lso " + partition.lastStableOffset() + " start "
                            + partition.logStartOffset() + " " + values);
                }));
        return "session " + answer.sessionId() + ": " + String.join(", ", partitions);
    }
}
