/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.controller.FeatureRange;
import io.odradek.controller.FeatureUpdate;
import io.odradek.controller.FeatureUpdate.Kind;
import io.odradek.controller.Outcome;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeatureDecisionTest {
    private static final String GROUPS = "group.version";
    private static final Map<String, FeatureRange> OURS = Map.of(GROUPS, new FeatureRange(1, 1));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | group.version | 1 | UPGRADE | ",
                "1 | group.version | 0 | SAFE_DOWNGRADE | ",
                "1 | group.version | 0 | UNSAFE_DOWNGRADE | ",
                "0 | '' | 1 | UPGRADE | Feature name can not be empty.",
                "0 | group.version | 1 | UNKNOWN | Received unknown upgrade type.",
                "0 | group.version | 0 | SAFE_DOWNGRADE | ",
                "0 | eligible.leader.replicas.version | 0 | SAFE_DOWNGRADE | ",
                "1 | group.version | 0 | UPGRADE | Can not provide maxVersionLevel: 0 less than 1 without setting the"
                        + " allowDowngrade flag to true in the request.",
                "1 | group.version | 1 | UPGRADE | ",
                "1 | group.version | 1 | SAFE_DOWNGRADE | ",
                "2 | group.version | 1 | UPGRADE | Can not downgrade finalized feature from existing maxVersionLevel:2"
                        + " to provided maxVersionLevel:1 without setting the allowDowngrade flag in the request.",
                "1 | group.version | 2 | SAFE_DOWNGRADE | When the allowDowngrade flag set in the request, the provided"
                        + " maxVersionLevel:2 can not be greater than existing maxVersionLevel:1.",
                "0 | share.version | 1 | UPGRADE | Invalid update version 1 for feature share.version. This cluster does not"
                        + " support this feature.",
                "0 | group.version | 2 | UPGRADE | Could not apply finalized feature update because brokers were found"
                        + " to have incompatible versions for the feature.",
            })
    void anUpdateIsTakenOrRefusedInKafkasWords(int before, String feature, int level, Kind kind, String refusal) {
        FeatureDecision decision = FeatureDecision.of(
                before == 0 ? Map.of() : Map.of(GROUPS, before),
                List.of(OURS, OURS),
                List.of(new FeatureUpdate(feature, level, kind)));

        Outcome outcome = decision.outcomes().get(0);
        assertThat(outcome.isOk() ? null : outcome.message()).isEqualTo(refusal);
        int after = outcome.isOk() ? level : before;
        assertThat(decision.levels().getOrDefault(GROUPS, 0)).isEqualTo(after);
    }

    @Test
    void whatIsFinalizedAndNotKnownHereStays() {
        FeatureDecision decision = FeatureDecision.of(
                Map.of("other", 3), List.of(OURS), List.of(new FeatureUpdate(GROUPS, 1, Kind.UPGRADE)));

        assertThat(decision.levels()).isEqualTo(Map.of("other", 3, GROUPS, 1));
    }
}
