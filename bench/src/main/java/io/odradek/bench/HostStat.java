/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The machine at one moment, as Linux counts it in {@code /proc/loadavg} and {@code /proc/stat}.
 *
 * @param load the load average of the last minute
 * @param allTicks of all processors since the start
 */
public record HostStat(double load, long allTicks, long idleTicks, long stealTicks) {

    private static final int IDLE = 3;
    private static final int IOWAIT = 4;
    private static final int STEAL = 7;

    public static HostStat now() {
        return in(Path.of("/proc"));
    }

    static HostStat in(Path folder) {
        try {
            double load = Double.parseDouble(
                    Files.readString(folder.resolve("loadavg")).split(" ", 2)[0]);
            String cpu = Files.readAllLines(folder.resolve("stat")).get(0);
            long[] ticks = Arrays.stream(cpu.substring("cpu".length()).strip().split(" ", -1))
                    .mapToLong(Long::parseLong)
                    .limit(STEAL + 1)
                    .toArray();
            return new HostStat(load, Arrays.stream(ticks).sum(), ticks[IDLE] + ticks[IOWAIT], ticks[STEAL]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    double stealPercentSince(HostStat before) {
        return percent(stealTicks - before.stealTicks, before);
    }

    double busyPercentSince(HostStat before) {
        return 100 - percent(idleTicks - before.idleTicks, before);
    }

    private double percent(long ticks, HostStat before) {
        return 100.0 * ticks / Math.max(1, allTicks - before.allTicks);
    }
}
