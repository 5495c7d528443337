/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group.assign;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExpressionRefreshTest {
    private static final long INTERVAL_MS = 600_000;

    @Test
    void whatWasNeverResolvedIsDue() {
        assertThat(new ExpressionRefresh(ExpressionRefresh.NEVER, 1, 0, false).isDue(true, 0, INTERVAL_MS))
                .isTrue();
    }

    @Test
    void nobodyAsksForNothing() {
        assertThat(new ExpressionRefresh(ExpressionRefresh.NEVER, 0, 0, true).isDue(false, 0, INTERVAL_MS))
                .isFalse();
    }

    @Test
    void manyNewExpressionsWaitForOneTurn() {
        ExpressionRefresh refresh = new ExpressionRefresh(1_000, 2, 1, true);

        assertThat(refresh.isDue(true, 11_000, INTERVAL_MS)).isFalse();
        assertThat(refresh.isDue(true, 11_001, INTERVAL_MS)).isTrue();
    }

    @Test
    void newTopicsOrAnExpressionWithoutTopicsMakeItDue() {
        assertThat(new ExpressionRefresh(0, 1, 1, false).isDue(false, 20_000, INTERVAL_MS))
                .isFalse();
        assertThat(new ExpressionRefresh(0, 1, 1, true).isDue(false, 20_000, INTERVAL_MS))
                .isTrue();
        assertThat(new ExpressionRefresh(0, 2, 1, false).isDue(false, 20_000, INTERVAL_MS))
                .isTrue();
    }

    @Test
    void afterTheIntervalItIsDueWhateverIsKnown() {
        ExpressionRefresh refresh = new ExpressionRefresh(0, 1, 1, false);

        assertThat(refresh.isDue(false, INTERVAL_MS, INTERVAL_MS)).isFalse();
        assertThat(refresh.isDue(false, INTERVAL_MS + 1, INTERVAL_MS)).isTrue();
    }
}
