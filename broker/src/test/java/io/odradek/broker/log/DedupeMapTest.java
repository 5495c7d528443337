/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class DedupeMapTest {
    private static ByteBuffer key(int number) {
        return ByteBuffer.wrap(("key " + number).getBytes(UTF_8));
    }

    @Test
    void aKeyHasTheOffsetThatWasNotedLast() {
        try (DedupeMap map = new DedupeMap(100, 0.9)) {
            map.put(key(1), 0);
            map.put(key(2), 7);
            map.put(key(1), 9);

            assertThat(map.get(key(1))).isEqualTo(9);
            assertThat(map.get(key(2))).isEqualTo(7);
            assertThat(map.get(key(3))).isEqualTo(DedupeMap.NONE);
            assertThat(map.size()).isEqualTo(2);
        }
    }

    @Test
    void aFullMapTakesNoOtherKeyAndStillMovesTheOnesItHas() {
        try (DedupeMap map = new DedupeMap(1000, 0.9)) {
            for (int i = 0; i < 900; i++) {
                assertThat(map.put(key(i), i)).isTrue();
            }

            assertThat(map.put(key(900), 900)).isFalse();
            assertThat(map.put(key(5), 901)).isTrue();
            for (int i = 0; i < 900; i++) {
                assertThat(map.get(key(i))).isEqualTo(i == 5 ? 901 : i);
            }
        }
    }

    @Test
    void evenTheFullestMapLeavesASlotFreeToEndASearch() {
        try (DedupeMap map = new DedupeMap(2, 1.0)) {
            assertThat(map.put(key(1), 1)).isTrue();
            assertThat(map.put(key(2), 2)).isFalse();
            assertThat(map.get(key(2))).isEqualTo(DedupeMap.NONE);
        }
    }

    @Test
    void itIsAsLargeAsTheKeysNeedAndNeverLargerThanAllowed() {
        assertThat(DedupeMap.slotsFor(90, 0.9, 1 << 20)).isBetween(100, 110);
        assertThat(DedupeMap.slotsFor(Long.MAX_VALUE, 0.9, 2400)).isEqualTo(100);
        assertThat(DedupeMap.slotsFor(Long.MAX_VALUE, 0.9, Long.MAX_VALUE)).isEqualTo(Integer.MAX_VALUE / 24);
    }
}
