/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.partition;

import static io.odradek.broker.partition.PartitionFixture.following;
import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.controller.image.TopicPartition;
import io.odradek.protocol.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class FetchCallTest {
    private final PartitionFixture fixture = new PartitionFixture();
    private Partition zero;
    private Partition one;

    @BeforeEach
    void twoPartitions() {
        zero = fixture.lead("orders", 0);
        one = fixture.lead("orders", 1);
    }

    @AfterEach
    void nobodyWaitsAnyMore() {
        assertThat(zero.parkedFetches().size()).isZero();
        assertThat(one.parkedFetches().size()).isZero();
        assertThat(fixture.faults().faults()).isEmpty();
    }

    @Test
    void enoughBytesAreAnsweredAtOnce() {
        fixture.append(zero, 1, "a");

        var call = fetch(1, 1 << 20, 500, ask(0, 0), ask(1, 0));

        assertThat(call.answer()).containsExactly("0:a");
    }

    @Test
    void anEmptyFetchWaitsForTheFirstAppendToAnyOfItsPartitions() {
        var call = fetch(1, 1 << 20, 500, ask(0, 0), ask(1, 0));
        assertThat(call.isAnswered()).isFalse();

        fixture.append(one, 1, "b");

        assertThat(call.answer()).containsExactly("1:b");
    }

    @Test
    void theDeadlineEndsTheWaitWithWhatThereIs() {
        var call = fetch(10_000, 1 << 20, 500, ask(0, 0));
        fixture.append(zero, 1, "a");
        fixture.pass(499);
        assertThat(call.isAnswered()).isFalse();

        fixture.pass(2);

        assertThat(call.answer()).containsExactly("0:a");
    }

    @Test
    void theMinimumOfBytesCountsOverAllPartitions() {
        int batchBytes = PartitionFixture.batch("a").readableBytes();
        var call = fetch(2 * batchBytes, 1 << 20, 500, ask(0, 0), ask(1, 0));

        fixture.append(zero, 1, "a");
        assertThat(call.isAnswered()).isFalse();
        fixture.append(one, 1, "b");

        assertThat(call.answer()).containsExactly("0:a", "1:b");
    }

    @Test
    void theLimitOnBytesIsSharedInTheOrderAsked() {
        int batchBytes = PartitionFixture.batch("a").readableBytes();
        fixture.append(zero, 1, "a");
        fixture.append(one, 1, "b");

        assertThat(fetch(1, batchBytes, 0, ask(1, 0), ask(0, 0)).answer()).containsExactly("1:b");
    }

    @Test
    void theFirstBatchMayBeLargerThanEveryLimit() {
        fixture.append(zero, 1, "a");

        assertThat(fetch(1, 1, 0, ask(0, 0)).answer()).containsExactly("0:a");
    }

    @Test
    void anErrorIsAnsweredAtOnceTogetherWithTheRest() {
        fixture.append(one, 1, "b");

        var call = fetch(10_000, 1 << 20, 500, ask(0, 99), ask(1, 0));

        assertThat(call.results())
                .extracting(Fetched::error)
                .containsExactly(ErrorCode.OFFSET_OUT_OF_RANGE, ErrorCode.NONE);
        assertThat(call.answer()).containsExactly("1:b");
    }

    @Test
    void losingTheLeadershipEndsTheWait() {
        var call = fetch(1, 1 << 20, 500, ask(0, 0));

        fixture.assign(new TopicPartition("orders", 0), following(2, 1));

        assertThat(call.results()).extracting(Fetched::error).containsExactly(ErrorCode.NOT_LEADER_OR_FOLLOWER);
    }

    @Test
    void anAbandonedFetchLeavesItsPartitions() {
        var call = fetch(1, 1 << 20, 500, ask(0, 0), ask(1, 0));

        call.call.abandon();
        fixture.append(zero, 1, "a");
        fixture.pass(600);

        assertThat(call.isAnswered()).isFalse();
    }

    @Test
    void noWaitMeansNoWait() {
        assertThat(fetch(1, 1 << 20, 0, ask(0, 0)).answer()).isEmpty();
    }

    private FetchAsk ask(int partition, long offset) {
        return new FetchAsk(fixture.directory().find("orders", partition), offset, -1, -1, -1, 1 << 20);
    }

    private Waiting fetch(int minBytes, int maxBytes, int waitMs, FetchAsk... asks) {
        Waiting waiting = new Waiting(List.of(asks));
        FetchReader reader = new FetchReader(FetchOrigin.Consumer.OF_LEADERS, minBytes, maxBytes, waitMs, false);
        waiting.call = FetchCall.start(reader, List.of(asks), false, waiting.answers::add);
        return waiting;
    }

    private static final class Waiting {
        private final List<FetchAsk> asks;
        private final List<List<Fetched>> answers = new ArrayList<>();
        private FetchCall call;

        Waiting(List<FetchAsk> asks) {
            this.asks = asks;
        }

        boolean isAnswered() {
            return !answers.isEmpty();
        }

        List<Fetched> results() {
            assertThat(answers).hasSize(1);
            return answers.get(0);
        }

        /** Partition and value of every record. */
        List<String> answer() {
            List<String> all = new ArrayList<>();
            for (int i = 0; i < asks.size(); i++) {
                int partition = asks.get(i).partition().topicPartition().partition();
                PartitionFixture.values(results().get(i).slice()).forEach(value -> all.add(partition + ":" + value));
            }
            return all;
        }
    }
}
