/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcStatTest {

    @TempDir
    Path folder;

    @Test
    void cpuTimeIsUserPlusSystemAlsoWhenTheNameHoldsBlanksAndParentheses() throws Exception {
        Files.writeString(folder.resolve("stat"), "42 (a (b) c) S 1 42 42 0 -1 4194560 9 9 9 9 150 25 7 7 20 0 3 0 99");

        assertThat(new ProcStat(folder).cpuMs()).isEqualTo(1750);
    }

    @Test
    void thisProcessIsCountedToo() {
        ProcStat self = new ProcStat(ProcessHandle.current().pid());

        assertThat(self.residentMb()).isPositive();
        assertThat(self.openFiles()).isPositive();
        assertThat(self.memoryMaps()).isPositive();
    }
}
