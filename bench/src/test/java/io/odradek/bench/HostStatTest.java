/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostStatTest {

    @TempDir
    Path folder;

    @Test
    void stolenAndBusyTimeAreSharesOfAllTimeThatPassed() throws Exception {
        HostStat before = stat("cpu  100 0 100 700 50 0 0 50 9 9");

        HostStat after = stat("cpu  150 0 120 710 60 0 0 60 9 9");

        assertThat(after.stealPercentSince(before)).isEqualTo(10);
        assertThat(after.busyPercentSince(before)).isEqualTo(80);
        assertThat(after.load()).isEqualTo(1.5);
    }

    @Test
    void thisMachineIsCountedToo() {
        assertThat(HostStat.now().allTicks()).isPositive();
    }

    private HostStat stat(String line) throws Exception {
        Files.writeString(folder.resolve("loadavg"), "1.50 2.13 2.18 4/151 1566\n");
        Files.writeString(folder.resolve("stat"), line + "\ncpu0 1 2 3\n");
        return HostStat.in(folder);
    }
}
