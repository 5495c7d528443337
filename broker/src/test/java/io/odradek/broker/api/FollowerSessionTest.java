/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.broker.partition.PartitionFixture;
import io.odradek.controller.IsrChange;
import io.odradek.controller.image.TopicPartition;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.FetchRequest;
import io.odradek.protocol.message.FetchRequest.FetchPartition;
import io.odradek.protocol.message.FetchRequest.FetchTopic;
import io.odradek.protocol.message.FetchRequest.ForgottenTopic;
import io.odradek.protocol.message.FetchRequest.ReplicaState;
import io.odradek.protocol.message.FetchResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A follower's fetches in one session, where partitions are read when there is news of them. */
@Timeout(30)
class FollowerSessionTest {
    private static final int WAIT_MS = 500;
    private static final int EPOCH = 20;

    private final DataPath path = new DataPath();
    private final FetchHandler handler = new FetchHandler(
            path.partitions.directory(), path.cluster, path.sessions, path.partitions.quota(), 50 << 20);
    private int sessionId;
    private int sessionEpoch;
    private int brokerEpoch = EPOCH;
    private int leaderEpoch = 1;

    @BeforeEach
    void brokerTwoFollows() {
        leads(0, List.of(1, 2));
        leads(1, List.of(1, 2));
    }

    private void leads(int partition, List<Integer> isr) {
        path.partitions.assign(
                new TopicPartition(DataPath.TOPIC, partition),
                PartitionFixture.leading(leaderEpoch, isr, List.of(1, 2)));
    }

    private RecordingReply<FetchResponse> fetch(long... partitionsAndOffsets) {
        List<FetchPartition> wanted = new ArrayList<>();
        for (int i = 0; i < partitionsAndOffsets.length; i += 2) {
            wanted.add(new FetchPartition()
                    .partition((int) partitionsAndOffsets[i])
                    .currentLeaderEpoch(leaderEpoch)
                    .fetchOffset(partitionsAndOffsets[i + 1])
                    .partitionMaxBytes(1 << 20));
        }
        return send(
                wanted.isEmpty()
                        ? List.of()
                        : List.of(new FetchTopic().topicId(DataPath.TOPIC_ID).partitions(wanted)));
    }

    private RecordingReply<FetchResponse> send(List<FetchTopic> topics) {
        return send(new FetchRequest().topics(topics));
    }

    private RecordingReply<FetchResponse> send(FetchRequest request) {
        request.replicaState(new ReplicaState().replicaId(2).replicaEpoch(brokerEpoch))
                .minBytes(1)
                .maxBytes(1 << 20)
                .maxWaitMs(sessionEpoch == 0 ? 0 : WAIT_MS)
                .sessionId(sessionId)
                .sessionEpoch(sessionEpoch++);
        return path.ask(handler, 17, request);
    }

    /** Opens the session at the end of both partitions, and takes the first answer of it. */
    private void open() {
        sessionId = fetch(0, 0, 1, 0).answer().sessionId();
        assertThat(sessionId).isPositive();
        RecordingReply<FetchResponse> first = fetch();
        path.partitions.pass(WAIT_MS);
        assertThat(told(first)).isEmpty();
    }

    private static String told(RecordingReply<FetchResponse> reply) {
        TreeMap<Integer, String> told = new TreeMap<>();
        reply.answer()
                .responses()
                .forEach(topic -> topic.partitions()
                        .forEach(partition -> told.put(
                                partition.partitionIndex(),
                                ErrorCode.forCode(partition.errorCode())
                                        + " hw " + partition.highWatermark()
                                        + " start " + partition.logStartOffset()
                                        + (partition.records().sizeBytes() > 0 ? " records" : ""))));
        return told.isEmpty() ? "" : told.toString();
    }

    private void append(int partition) {
        path.ask(path.produceHandler(), 9, DataPath.produce(9, 1, partition, PartitionFixture.batch("a")));
    }

    @Test
    void anAppendAnswersTheFetchThatWaitsWithThatPartitionAlone() {
        open();
        RecordingReply<FetchResponse> reply = fetch();
        assertThat(reply.isDone()).isFalse();

        append(1);

        assertThat(told(reply)).isEqualTo("{1=NONE hw 0 start 0 records}");
    }

    @Test
    void appendsBetweenTwoFetchesAnswerTheNext() {
        open();
        append(0);
        append(1);

        assertThat(told(fetch())).isEqualTo("{0=NONE hw 0 start 0 records, 1=NONE hw 0 start 0 records}");
    }

    @Test
    void recordsAreToldUntilTheFollowerAsksForMore() {
        open();
        append(1);
        assertThat(told(fetch())).contains("records");

        RecordingReply<FetchResponse> reply = fetch(1, 1);
        assertThat(reply.isDone()).as("the high watermark alone is no hurry").isFalse();
        path.partitions.pass(WAIT_MS);

        assertThat(told(reply)).isEqualTo("{1=NONE hw 1 start 0}");
    }

    @Test
    void anotherFetchOfTheSessionDoesNotWaitBehindTheOneBefore() {
        open();
        RecordingReply<FetchResponse> before = fetch();
        RecordingReply<FetchResponse> after = fetch();
        assertThat(told(before)).isEmpty();

        append(0);

        assertThat(told(after)).isEqualTo("{0=NONE hw 0 start 0 records}");
    }

    @Test
    void aForgottenPartitionIsNotToldAndNotWatched() {
        open();
        send(new FetchRequest()
                .forgottenTopicsData(
                        List.of(new ForgottenTopic().topicId(DataPath.TOPIC_ID).partitions(new int[] {1}))));
        path.partitions.pass(WAIT_MS);
        RecordingReply<FetchResponse> reply = fetch();

        append(1);
        assertThat(reply.isDone()).isFalse();
        append(0);

        assertThat(told(reply)).isEqualTo("{0=NONE hw 0 start 0 records}");
    }

    @Test
    void aMovedLogStartIsTold() {
        open();
        append(0);
        fetch();
        fetch(0, 1);
        path.partitions.pass(WAIT_MS);
        fetch();
        path.partitions.pass(WAIT_MS);
        var unused = path.partitions
                .partition(new TopicPartition(DataPath.TOPIC, 0))
                .offsets()
                .deleteBefore(1, 60_000);

        RecordingReply<FetchResponse> reply = fetch();
        path.partitions.pass(WAIT_MS);

        assertThat(told(reply)).isEqualTo("{0=NONE hw 1 start 1}");
    }

    @Test
    void anErrorIsToldAgainAndAgain() {
        open();
        path.partitions.assign(new TopicPartition(DataPath.TOPIC, 0), PartitionFixture.following(2, 4));

        assertThat(told(fetch())).isEqualTo("{0=FENCED_LEADER_EPOCH hw -1 start -1}");
        assertThat(told(fetch())).isEqualTo("{0=FENCED_LEADER_EPOCH hw -1 start -1}");
    }

    @Test
    void aLostLeadershipAnswersTheFetchThatWaits() {
        open();
        RecordingReply<FetchResponse> reply = fetch();

        path.partitions.assign(new TopicPartition(DataPath.TOPIC, 0), PartitionFixture.following(2, 4));

        assertThat(told(reply)).contains("FENCED_LEADER_EPOCH");
    }

    @Test
    void whatAQuotaHeldUpIsReadAgainAtTheNextFetch() {
        leaderEpoch = 2;
        leads(0, List.of(1));
        path.partitions.quota().exceed(true);
        append(0);
        sessionId = fetch(0, 0).answer().sessionId();
        RecordingReply<FetchResponse> heldUp = fetch();
        path.partitions.pass(WAIT_MS);
        assertThat(told(heldUp)).doesNotContain("records");

        path.partitions.quota().exceed(false);

        assertThat(told(fetch())).contains("records");
    }

    @Test
    void aFollowerThatRegisteredAgainIsHeardInItsNewLifeEverywhere() {
        leaderEpoch = 2;
        leads(0, List.of(1));
        leads(1, List.of(1));
        open();
        path.partitions.proposals().refuse(ErrorCode.INELIGIBLE_REPLICA);

        brokerEpoch = EPOCH + 1;
        fetch();
        path.partitions.pass(WAIT_MS);

        assertThat(path.partitions.proposals().last().members()).contains(new IsrChange.Member(2, EPOCH + 1));
    }

    @Test
    void theEndOfTheConnectionEndsTheWatch() {
        open();
        path.connection.close();

        append(0);
        append(1);
        path.partitions.pass(WAIT_MS);

        assertThat(path.sessions.on(path.partitions.turn().executor()).size()).isZero();
    }

    @Test
    void anIdleSessionIsAnsweredEmptyAfterItsWait() {
        open();
        append(0);
        fetch();
        RecordingReply<FetchResponse> reply = fetch(0, 1);
        path.partitions.pass(WAIT_MS);

        assertThat(told(reply)).isEqualTo("{0=NONE hw 1 start 0}");
        assertThat(IntStream.range(0, 5)
                        .mapToObj(i -> {
                            RecordingReply<FetchResponse> idle = fetch();
                            path.partitions.pass(WAIT_MS);
                            return told(idle);
                        })
                        .toList())
                .containsOnly("");
    }
}
