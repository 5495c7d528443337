/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.compat.process.FreePorts;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FreePortsTest {
    @Test
    void noPortIsGivenOutTwice() {
        assertThat(IntStream.range(0, 2_000)
                        .map(i -> FreePorts.one())
                        .distinct()
                        .count())
                .isEqualTo(2_000);
    }
}
