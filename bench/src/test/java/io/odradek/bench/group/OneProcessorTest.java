/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.group;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OneProcessorTest {

    @Test
    void aThreadStaysOnOneProcessorForItsWorkAndMayThenGoWhereItMightBefore() {
        String before = allowed();
        List<String> meanwhile = new ArrayList<>();

        OneProcessor.keepFor(() -> meanwhile.add(allowed()));

        assertThat(meanwhile).singleElement().asString().containsOnlyDigits();
        assertThat(allowed()).isEqualTo(before);
    }

    private static String allowed() {
        return OneProcessor.allowed(Path.of("/proc/thread-self"));
    }
}
