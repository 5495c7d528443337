/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SendTimesTest {

    private final SendTimes times = new SendTimes(16, Map.of(0, 1000L, 1, 0L));

    @Test
    void aBatchIsFoundByItsPlaceBehindWhereThePartitionEnded() {
        for (int i = 0; i < 3000; i++) {
            times.sent(0, i);
        }
        times.sent(1, 77);

        assertThat(times.timeNs(0, 1000)).isZero();
        assertThat(times.timeNs(0, 1000 + 16 * 2999)).isEqualTo(2999);
        assertThat(times.timeNs(1, 0)).isEqualTo(77);
    }

    @Test
    void aBatchThatNobodySentIsAFault() {
        times.sent(0, 1);

        assertThatThrownBy(() -> times.timeNs(0, 1016)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> times.timeNs(0, 900)).isInstanceOf(IllegalStateException.class);
    }
}
