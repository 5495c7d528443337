/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The figures of one broker, in the order of the pairs. */
public final class Measurements {

    private final Map<Metric, List<Double>> values = new EnumMap<>(Metric.class);

    public void add(Metric metric, double value) {
        values.computeIfAbsent(metric, key -> new ArrayList<>()).add(value);
    }

    public List<Double> of(Metric metric) {
        return values.getOrDefault(metric, List.of());
    }
}
