/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class UuidTest {
    @Test
    void theTextIsThatOfKafka() {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 100; i++) {
            Uuid ours = new Uuid(random.nextLong(), random.nextLong());
            var kafkas = new org.apache.kafka.common.Uuid(ours.mostSignificantBits(), ours.leastSignificantBits());

            assertThat(ours).hasToString(kafkas.toString());
            assertThat(Uuid.fromString(ours.toString())).isEqualTo(ours);
        }
    }

    @Test
    void thoseOfTheSameBitsAreTheSameKeyAndOthersAreNot() {
        Uuid one = new Uuid(3, 1L << 40);

        assertThat(one)
                .isEqualTo(new Uuid(3, 1L << 40))
                .hasSameHashCodeAs(new Uuid(3, 1L << 40))
                .isNotEqualTo(new Uuid(3, 1))
                .isNotEqualTo(new Uuid(2, 1L << 40))
                .isNotEqualTo(one.toString())
                .isNotEqualTo(null);
        assertThat(new Uuid(1L << 40, 0)).doesNotHaveSameHashCodeAs(new Uuid(1L << 41, 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "AAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAA!"})
    void whatIsNoUuidIsRefused(String text) {
        assertThatThrownBy(() -> Uuid.fromString(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aRandomOneIsOfVersionFourAndNeverStartsWithADash() {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 1000; i++) {
            Uuid uuid = Uuid.random(random);

            assertThat(new java.util.UUID(uuid.mostSignificantBits(), uuid.leastSignificantBits()).version())
                    .isEqualTo(4);
            assertThat(uuid.toString()).doesNotStartWith("-");
        }
    }

    @Test
    void aDashIsDrawnAgain() {
        long[] draws = {0xF8L << 56, 0, 0x0001_0000_0000_0000L, 0};
        RandomGenerator dashFirst = new RandomGenerator() {
            private int next;

            @Override
            public long nextLong() {
                return draws[next++];
            }
        };

        assertThat(Uuid.random(dashFirst).mostSignificantBits()).isEqualTo(0x0001_0000_0000_4000L);
    }
}
