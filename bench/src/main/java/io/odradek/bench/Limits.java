/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What this machine needs for the bytes alone, without a broker, measured once in every pair. */
public final class Limits {

    private final Map<Limit, List<Double>> cpuPerGib = new EnumMap<>(Limit.class);

    /** What a broker's CPU per GiB is held against. */
    public enum Limit {
        NONE(""),
        WRITE("socket to file, 64 KiB at a time: CPU per GiB, s"),
        READ("file to socket by sendfile: CPU per GiB, s");

        private final String label;

        Limit(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }

    public void add(Limit limit, double seconds) {
        cpuPerGib.computeIfAbsent(limit, key -> new ArrayList<>()).add(seconds);
    }

    /** Empty if it was not measured. */
    public List<Double> cpuPerGib(Limit limit) {
        return cpuPerGib.getOrDefault(limit, List.of());
    }
}
