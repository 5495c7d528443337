/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GcLogTest {

    @Test
    void pausesOfBothCollectorsAreFoundAndConcurrentWorkIsNone() {
        String log = """
                [2.345s] GC(5) Pause Young (Normal) (G1 Evacuation Pause) 52M->3M(1024M) 4.123ms
                [3.001s] GC(6) Concurrent Mark Cycle 12.500ms
                [3.345s] GC(7) Pause Young (Allocation Failure) 13M->2M(60M) 21.4ms
                """;

        assertThat(GcLog.pausesMs(log)).containsExactly(4.123, 21.4);
    }
}
