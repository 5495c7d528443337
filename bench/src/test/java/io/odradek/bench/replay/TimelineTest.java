/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class TimelineTest {

    private static final long SLOT_NS = Timeline.SLOT_MS * 1_000_000L;

    private final Timeline timeline = new Timeline();

    @Test
    void theLastThirdIsComparedWithTheMiddleOneAndTheWarmUpDoesNotCount() {
        fill(0, 10, 1);
        fill(10, 20, 100);
        fill(20, 30, 80);
        fill(30, 31, 1);

        assertThat(timeline.drift()).isCloseTo(0.8, within(1e-9));
    }

    @Test
    void aRunThatIsTooShortTellsNothing() {
        fill(0, 3, 1);
        fill(3, 4, 100);

        assertThat(timeline.drift()).isEqualTo(1);
    }

    @Test
    void aRunThatStoodStillInTheMiddleHadNotSettled() {
        fill(0, 1, 1);
        fill(29, 31, 1);

        assertThat(timeline.drift()).isEqualTo(Double.POSITIVE_INFINITY);
    }

    @Test
    void theSlotThatWasNotFilledIsLeftOut() {
        timeline.add(0, 50_000_000);
        timeline.add(SLOT_NS, 25_000_000);
        timeline.add(2 * SLOT_NS, 1);

        assertThat(timeline.megabytesPerSecond()).containsExactly(500, 250);
    }

    private void fill(int from, int to, long bytes) {
        for (int slot = from; slot < to; slot++) {
            timeline.add(slot * SLOT_NS, bytes);
        }
    }
}
