/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PromptHostsTest {
    private static final int SESSION_MS = 18_000;

    private final List<Long> waits = new ArrayList<>();
    private boolean serving = true;
    private final PromptHosts hosts = new PromptHosts("a:1,b:2,c:3", this::awaitServing, SESSION_MS, false);

    @AfterEach
    void clearInterrupt() {
        Thread.interrupted();
    }

    private boolean awaitServing(long waitMs) {
        waits.add(waitMs);
        return serving;
    }

    private String next() {
        InetSocketAddress address = hosts.next(1_000);
        return address.getHostString();
    }

    @Test
    void theFirstServerComesFirstAndTheOthersInTurn() {
        assertThat(List.of(next(), next(), next(), next())).containsExactly("a", "b", "c", "a");
    }

    @Test
    void aServerThatTakesAConnectionAndSaysNothingIsGivenUpAfterThreeSecondsHoweverFewThereAre() {
        PromptHosts one = new PromptHosts("a:1", NearServer.UNKNOWN, SESSION_MS, false);

        assertThat(SESSION_MS / one.size()).isEqualTo(3_000);
        assertThat(SESSION_MS / hosts.size()).isEqualTo(3_000);
    }

    @Test
    void aServerThatSaysNothingTakesAThirdOfAShortSessionAtMost() {
        PromptHosts one = new PromptHosts("a:1", NearServer.UNKNOWN, 1_200, false);

        assertThat(1_200 / one.size()).isEqualTo(400);
    }

    @Test
    void theServerOfThisProcessIsLeftOutWhileItDoesNotServe() {
        serving = false;

        assertThat(List.of(next(), next(), next())).containsExactly("b", "c", "b");
        assertThat(waits).containsExactly(10_000L, 10_000L);
    }

    @Test
    void afterALostConnectionTheFirstIsTriedAgainAndNotWaitedForLong() {
        next();
        next();
        hosts.onConnected();

        assertThat(next()).isEqualTo("a");
        assertThat(waits).containsExactly(10_000L, 1_000L);
    }

    @Test
    void theHandleAfterALostOneDoesNotWaitLongForTheServerOfThisProcess() {
        PromptHosts later = new PromptHosts("a:1,b:2,c:3", this::awaitServing, SESSION_MS, true);

        var unused = later.next(0);

        assertThat(waits).containsExactly(1_000L);
    }

    @Test
    void onlyReconnectionsSkipTheSleepOfTheClient() {
        next();
        assertThat(Thread.interrupted()).as("before the first connection").isFalse();

        hosts.onConnected();
        next();
        assertThat(Thread.interrupted()).as("after it").isTrue();
    }

    @Test
    void afterManyRoundsTheyAreASecondApartUntilItIsClosed() {
        PromptHosts one = new PromptHosts("a:1", NearServer.UNKNOWN, SESSION_MS, false);
        for (int i = 0; i <= 30; i++) {
            one.next(0);
        }

        CompletableFuture<InetSocketAddress> paused =
                CompletableFuture.supplyAsync(() -> one.next(0), task -> new Thread(task).start());
        assertThatThrownBy(() -> paused.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);

        one.close();
        assertThat(paused).succeedsWithin(Duration.ofMillis(600));
    }
}
