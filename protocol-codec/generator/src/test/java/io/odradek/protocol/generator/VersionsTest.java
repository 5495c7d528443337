/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.protocol.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class VersionsTest {
    @ParameterizedTest
    @CsvSource({"none,none", "3,3", "3+,3+", "3-7,3-7", "0-0,0"})
    void aRangeIsReadAsSpecificationsWriteIt(String text, String expected) {
        assertThat(Versions.parse(text)).hasToString(expected);
    }

    @ParameterizedTest
    @CsvSource({"0-3,2-5,2-3", "0-3,4-5,none", "0+,2-5,2-5", "none,0+,none"})
    void whatTwoRangesShare(String a, String b, String expected) {
        assertThat(Versions.parse(a).intersect(Versions.parse(b))).isEqualTo(Versions.parse(expected));
    }

    @ParameterizedTest
    @CsvSource({"3-13,0-2,0-13", "none,0-2,0-2", "0-2,none,0-2", "0-5,2-3,0-5"})
    void neighboursMakeOneRange(String a, String b, String expected) {
        assertThat(Versions.parse(a).union(Versions.parse(b))).isEqualTo(Versions.parse(expected));
    }

    @Test
    void aGapBetweenTwoRangesIsRefused() {
        assertThatThrownBy(() -> Versions.parse("0-1").union(Versions.parse("3+")))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining("0-1 and 3+ have a gap");
    }

    @ParameterizedTest
    @CsvSource({"0-11,3-13,0-2", "0-3,0-3,none", "0-3,5-6,0-3", "1-5,0-2,3-5"})
    void whatIsOnlyInTheFirst(String a, String b, String expected) {
        assertThat(Versions.parse(a).minus(Versions.parse(b))).isEqualTo(Versions.parse(expected));
    }

    @Test
    void aHoleInTheMiddleIsRefused() {
        assertThatThrownBy(() -> Versions.parse("0-9").minus(Versions.parse("3-4")))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining("two ranges");
    }
}
