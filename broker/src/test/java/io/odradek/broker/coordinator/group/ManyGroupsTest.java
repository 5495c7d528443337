/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ManyGroupsTest {
    @Test
    void theOperatorIsToldOnceAndAgainWhenThereAreTwiceAsMany() {
        ManyGroups many = new ManyGroups(7);

        assertThat(many.counted(ManyGroups.FIRST - 1, "g")).isFalse();
        assertThat(many.counted(ManyGroups.FIRST, "g")).isTrue();
        assertThat(many.counted(ManyGroups.FIRST + 1, "g")).isFalse();
        assertThat(many.counted(2 * ManyGroups.FIRST, "g")).isTrue();
    }
}
