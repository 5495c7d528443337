/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.process;

import java.util.List;

/**
 * Where a process runs.
 *
 * @param address on which it listens and which it tells others
 * @param launcher words before its command, such as those that enter a network namespace; they must become the process
 */
public record Host(String address, List<String> launcher) {

    public static final Host LOOPBACK = new Host("127.0.0.1", List.of());

    public Host {
        launcher = List.copyOf(launcher);
    }
}
