/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.FetchRequest;
import io.odradek.protocol.message.FetchResponse;
import io.odradek.protocol.message.FetchResponse.FetchableTopicResponse;
import io.odradek.protocol.message.FetchResponse.PartitionData;
import io.odradek.protocol.message.ProduceResponse;
import io.odradek.protocol.message.ProduceResponse.PartitionProduceResponse;
import io.odradek.protocol.message.ProduceResponse.TopicProduceResponse;
import io.odradek.protocol.record.Compression;
import io.odradek.protocol.record.RecordBatch;
import io.odradek.protocol.wire.ApiMessage;
import io.odradek.protocol.wire.BufRecords;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReplayTest {

    private static final Payload PAYLOAD = new Payload(10, 4, Compression.NONE);
    private static final long STALL_MS = 300;

    private final ReplayLoop loop = new ReplayLoop();
    private final AtomicInteger requests = new AtomicInteger();

    @AfterEach
    void close() {
        loop.close();
    }

    @Test
    void aFloodSendsAsManyRequestsAsItWasTold() throws Exception {
        try (FakeBroker broker = new FakeBroker(request -> produced(ErrorCode.NONE));
                ProduceReplay producers = producers(broker, 7)) {
            Outcome outcome = get(producers.run(new Pace.Flood(1000)));

            assertThat(requests).hasValue(1000);
            assertThat(outcome.records()).isEqualTo(4000);
            assertThat(outcome.bytes()).isEqualTo(40_000);
            assertThat(outcome.latencies().getTotalCount()).isEqualTo(1000);
        }
    }

    @Test
    void whatTheBrokerRejectsIsCountedApart() throws Exception {
        try (FakeBroker broker = new FakeBroker(request ->
                        produced(requests.get() % 10 == 0 ? ErrorCode.NOT_LEADER_OR_FOLLOWER : ErrorCode.NONE));
                ProduceReplay producers = producers(broker, 1)) {
            Outcome outcome = get(producers.run(new Pace.Flood(100)));

            assertThat(outcome.rejected()).isEqualTo(10);
            assertThat(outcome.records()).isEqualTo(360);
        }
    }

    @Test
    void aStallCountsForEveryRequestThatWasDueMeanwhile() throws Exception {
        try (FakeBroker broker = new FakeBroker(request -> {
                    if (requests.get() == 100) {
                        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(STALL_MS));
                    }
                    return produced(ErrorCode.NONE);
                });
                ProduceReplay producers = producers(broker, 1)) {
            Outcome outcome = get(producers.run(new Pace.Steady(1000, 600)));

            long late = outcome.latencies().getCountBetweenValues(STALL_MS * 500, Long.MAX_VALUE / 2);
            assertThat(late).isGreaterThan(STALL_MS / 3);
        }
    }

    @Test
    void aConnectionThatBreaksEndsTheRun() throws Exception {
        try (FakeBroker broker = new FakeBroker(request -> Optional.empty());
                ProduceReplay producers = producers(broker, 1)) {
            CompletableFuture<Outcome> run = producers.run(new Pace.Flood(10));

            assertThatThrownBy(() -> get(run)).hasMessageContaining("closed a producer's connection");
        }
    }

    @Test
    void aReaderCountsWhatFollowsOnWhatItHas() throws Exception {
        try (FakeBroker broker = new FakeBroker(request -> fetched(request, offset -> offset));
                FetchReplay consumers = readers(broker)) {
            Outcome outcome = get(consumers.run(List.of(4000L)));

            assertThat(outcome.records()).isEqualTo(4000);
            assertThat(outcome.requests()).isEqualTo(1000);
        }
    }

    @Test
    void aReaderFailsWhereAnOffsetIsMissing() throws Exception {
        try (FakeBroker broker = new FakeBroker(request -> fetched(request, offset -> offset == 40 ? 44 : offset));
                FetchReplay consumers = readers(broker)) {
            CompletableFuture<Outcome> run = consumers.run(List.of(4000L));

            assertThatThrownBy(() -> get(run)).hasMessageContaining("where 40 was expected");
        }
    }

    private ProduceReplay producers(FakeBroker broker, int connections) {
        return new ProduceReplay(
                loop, new ProducePlan("t", List.of(broker.port()), connections, 3, (short) -1, PAYLOAD));
    }

    private FetchReplay readers(FakeBroker broker) {
        return new FetchReplay(loop, "t", List.of(new Reader(broker.port(), Map.of(0, 0L))), null);
    }

    private Optional<ApiMessage> produced(ErrorCode error) {
        requests.incrementAndGet();
        PartitionProduceResponse partition = new PartitionProduceResponse().errorCode(error.code());
        TopicProduceResponse topic = new TopicProduceResponse().name("t").partitionResponses(List.of(partition));
        return Optional.of(new ProduceResponse().responses(List.of(topic)));
    }

    /** One batch, at the offset that was asked for or at another. */
    private static Optional<ApiMessage> fetched(ApiMessage request, LongUnaryOperator offsets) {
        long asked =
                ((FetchRequest) request).topics().get(0).partitions().get(0).fetchOffset();
        ByteBuf batch = PAYLOAD.encode(1);
        RecordBatch.wrap(batch, 0).baseOffset(offsets.applyAsLong(asked));
        PartitionData partition = new PartitionData().records(BufRecords.of(batch));
        FetchableTopicResponse topic = new FetchableTopicResponse().topic("t").partitions(List.of(partition));
        return Optional.of(new FetchResponse().responses(List.of(topic)));
    }

    private static Outcome get(CompletableFuture<Outcome> run) throws Exception {
        try {
            return run.get(30, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw (Exception) e.getCause();
        }
    }
}
