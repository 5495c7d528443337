/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SoakTest {

    @Test
    void whatGrowsIsSeenBehindTheWarmUp() {
        assertThat(Soak.growth(List.of(90.0, 90.0, 90.0, 10.0, 11.0, 12.0, 22.0, 21.0, 99.0)))
                .isEqualTo(2);
    }

    @Test
    void whatIsTooShortHasNotGrown() {
        assertThat(Soak.growth(List.of(1.0, 5.0))).isEqualTo(1);
    }

    @Test
    void bothSidesGetHalfOfWhatTheSlowerOneCan() {
        SharedRate rate = new SharedRate();
        assertThatThrownBy(rate::half).isInstanceOf(IllegalStateException.class);

        rate.offer(300);
        rate.offer(100);

        assertThat(rate.half()).isEqualTo(50);
    }
}
