/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FetcherSettingsTest {
    private final FetcherSettings settings = new FetcherSettings(1, 500, 1, 1 << 20, 10 << 20, 1_000);

    @Test
    void aFailureIsTriedAgainSoonForATenthOfASecondAndThenLessAndLess() {
        assertThat(IntStream.rangeClosed(1, 12).mapToLong(settings::backoffMs))
                .containsExactly(20L, 20L, 20L, 20L, 20L, 40L, 80L, 160L, 320L, 640L, 1_000L, 1_000L);
        assertThat(settings.backoffMs(1_000_000)).isEqualTo(1_000);
    }
}
