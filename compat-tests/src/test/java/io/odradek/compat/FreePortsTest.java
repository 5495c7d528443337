/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.compat.process.FreePorts;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.HashSet;
import java.util.Set;
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

    /** A class of another loader has fields of its own, as that of another JVM. */
    @Test
    void twoThatAskAtATimeGetDifferentOnes() throws Exception {
        URL classes = FreePorts.class.getProtectionDomain().getCodeSource().getLocation();
        try (URLClassLoader loader = new URLClassLoader(new URL[] {classes}, ClassLoader.getPlatformClassLoader())) {
            var another = loader.loadClass(FreePorts.class.getName()).getMethod("one");
            Set<Integer> ports = new HashSet<>();
            for (int i = 0; i < 600; i++) {
                assertThat(ports.add((Integer) another.invoke(null))).isTrue();
                assertThat(ports.add(FreePorts.one())).isTrue();
            }
        }
    }
}
