/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ControlLoopTest {
    private final ControlLoop loop = new ControlLoop();

    @AfterEach
    void stop() {
        var unused = loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    @Test
    void aTaskThatThrowsDoesNotKeepTheNextFromRunning() throws Exception {
        loop.execute(() -> {
            throw new IllegalStateException("on purpose");
        });

        assertThat(loop.submit(() -> "next").get()).isEqualTo("next");
        assertThat(loop.schedule(() -> "later", 1, TimeUnit.MILLISECONDS).get()).isEqualTo("later");
    }

    @Test
    void itEndsWhenToldTo() throws Exception {
        loop.submit(() -> "started").get();

        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).get();

        assertThat(loop.isTerminated()).isTrue();
    }
}
