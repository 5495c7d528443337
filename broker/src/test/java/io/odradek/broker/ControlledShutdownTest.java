/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.controller.ShutdownAnswer;
import io.odradek.controller.StepLoop;
import io.odradek.controller.image.TopicPartition;
import io.odradek.protocol.error.ErrorCode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class ControlledShutdownTest {
    private static final ShutdownAnswer DONE = new ShutdownAnswer(ErrorCode.NONE, Set.of());
    private static final ShutdownAnswer NO_CONTROLLER = new ShutdownAnswer(ErrorCode.NOT_CONTROLLER, Set.of());
    private static final ShutdownAnswer SOME_LEFT =
            new ShutdownAnswer(ErrorCode.NONE, Set.of(new TopicPartition("t", 0)));

    private final StepLoop loop = new StepLoop();
    private boolean othersAlive = true;
    private boolean storeAnswers = true;
    private final Deque<ShutdownAnswer> answers = new ArrayDeque<>();

    private CompletableFuture<Void> shutdown(ShutdownAnswer... told) {
        answers.addAll(List.of(told));
        return shutdown(
                () -> CompletableFuture.completedFuture(answers.size() > 1 ? answers.remove() : answers.peek()));
    }

    private CompletableFuture<Void> shutdown(Supplier<CompletionStage<ShutdownAnswer>> ask) {
        CompletableFuture<Void> done = new ControlledShutdown(
                        loop, ask, () -> othersAlive, () -> storeAnswers, 3, 5_000)
                .run()
                .toCompletableFuture();
        loop.run();
        return done;
    }

    @Test
    void aBrokerThatLeadsNothingAnyMoreStopsWhenOthersHaveHeard() {
        CompletableFuture<Void> done = shutdown(DONE);
        assertThat(done).isNotDone();

        loop.advance(150);

        assertThat(done).isCompleted();
    }

    @Test
    void aControllerThatIsJustBeingReplacedIsAskedAgainSoon() {
        CompletableFuture<Void> done = shutdown(NO_CONTROLLER, NO_CONTROLLER, DONE);
        assertThat(done).isNotDone();

        loop.advance(350);

        assertThat(done).isCompleted();
    }

    @Test
    void theLastBrokerOfAClusterWaitsForNobody() {
        othersAlive = false;

        assertThat(shutdown(SOME_LEFT)).isCompleted();
    }

    @Test
    void whereAWholeClusterStopsTheLastOneWaitsForNobody() {
        CompletableFuture<Void> done = shutdown(SOME_LEFT);
        assertThat(done).isNotDone();
        othersAlive = false;

        loop.advance(100);

        assertThat(done).isCompleted();
    }

    @Test
    void withoutAnyControllerItIsSoonGivenUp() {
        CompletableFuture<Void> done = shutdown(NO_CONTROLLER);

        loop.advance(2_100);

        assertThat(done).isCompleted();
    }

    @Test
    void whatNobodyElseCanLeadIsWaitedForAsOftenAsConfigured() {
        CompletableFuture<Void> done = shutdown(SOME_LEFT);
        loop.advance(14_999);
        assertThat(done).isNotDone();

        loop.advance(1);

        assertThat(done).as("after three more attempts").isCompleted();
    }

    @Test
    void aControllerThatWaitsForZooKeeperIsNotWaitedForLong() {
        storeAnswers = false;
        CompletableFuture<Void> done = shutdown(CompletableFuture::new);
        loop.advance(1_500);
        assertThat(done).isNotDone();

        loop.advance(500);

        assertThat(done).isCompleted();
    }

    @Test
    void anAnswerThatTakesItsTimeIsWaitedForWhileZooKeeperIsThere() {
        CompletableFuture<ShutdownAnswer> answer = new CompletableFuture<>();
        CompletableFuture<Void> done = shutdown(() -> answer);
        loop.advance(20_000);
        assertThat(done).isNotDone();

        answer.complete(DONE);
        loop.advance(150);

        assertThat(done).isCompleted();
    }

    @Test
    void timeWithoutAControllerAndTimeWithoutAnAnswerAddUp() {
        storeAnswers = false;
        Deque<CompletionStage<ShutdownAnswer>> stages =
                new ArrayDeque<>(List.of(CompletableFuture.completedFuture(NO_CONTROLLER), new CompletableFuture<>()));
        CompletableFuture<Void> done = shutdown(() -> stages.size() > 1 ? stages.remove() : stages.peek());

        loop.advance(2_000);

        assertThat(done).isCompleted();
    }
}
