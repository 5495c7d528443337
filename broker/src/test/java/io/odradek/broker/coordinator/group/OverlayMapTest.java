/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OverlayMapTest {
    private final Map<String, Integer> below = new HashMap<>(Map.of("a", 1, "b", 2));
    private final Map<String, Integer> above = new OverlayMap<>(below);

    @Test
    void whatIsChangedAboveLeavesTheMapBelowAsItIs() {
        assertThat(above).isEqualTo(Map.of("a", 1, "b", 2));

        assertThat(above.put("a", 3)).isEqualTo(1);
        assertThat(above.put("c", 4)).isNull();
        assertThat(above.remove("b")).isEqualTo(2);

        assertThat(above).isEqualTo(Map.of("a", 3, "c", 4));
        assertThat(below).isEqualTo(Map.of("a", 1, "b", 2));
    }

    @Test
    void whatWasRemovedIsNotThereUntilItIsPutAgain() {
        above.remove("a");
        assertThat(above.remove("a")).isNull();
        assertThat(above.containsKey("a")).isFalse();
        assertThat(above.getOrDefault("a", 9)).isEqualTo(9);
        assertThat(above).hasSize(1);

        above.put("a", 5);

        assertThat(above).hasSize(2).containsEntry("a", 5);
    }

    @Test
    void itDoesWhatAHashTableDoes() {
        Random random = new Random(1);
        Map<String, Integer> table = new HashMap<>(below);
        for (int step = 0; step < 2_000; step++) {
            String key = String.valueOf((char) ('a' + random.nextInt(8)));
            if (random.nextBoolean()) {
                assertThat(above.put(key, step)).isEqualTo(table.put(key, step));
            } else if (random.nextBoolean()) {
                assertThat(above.remove(key)).isEqualTo(table.remove(key));
            } else {
                Integer value = random.nextBoolean() ? table.get(key) : Integer.valueOf(-1);
                assertThat(above.remove(key, value)).isEqualTo(table.remove(key, value));
            }
            assertThat(above).isEqualTo(table).hasSize(table.size());
        }
    }
}
