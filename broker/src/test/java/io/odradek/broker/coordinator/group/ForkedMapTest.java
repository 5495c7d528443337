/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ForkedMapTest {
    @Test
    void aForkReadsTheOriginalUntilItChangesSomething() {
        ForkedMap<String, Integer> original = new ForkedMap<>();
        original.own().put("a", 1);
        ForkedMap<String, Integer> fork = original.fork();
        assertThat(fork.now()).isSameAs(original.now());

        fork.own().put("b", 2);
        fork.own().put("a", 3);

        assertThat(fork.now()).isEqualTo(Map.of("a", 3, "b", 2));
        assertThat(original.now()).isEqualTo(Map.of("a", 1));
    }
}
