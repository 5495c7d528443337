/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;

class ScenariosTest {

    @Test
    void consumingBringsTheProducingThatItReadsFrom() {
        assertThat(Scenarios.named(Set.of("P2"))).extracting(Scenario::anchors).containsExactly("P1", "P2");
    }

    @Test
    void producingAloneBringsNothingElse() {
        assertThat(Scenarios.named(Set.of("P1"))).extracting(Scenario::anchors).containsExactly("P1");
    }

    @Test
    void aMisspeltScenarioIsRefusedAndTheKnownOnesAreNamed() {
        assertThatThrownBy(() -> Scenarios.named(Set.of("P99")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("P99", "P15", "SOAK");
    }
}
