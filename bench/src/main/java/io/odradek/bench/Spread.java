/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench;

import java.util.List;
import java.util.Optional;

/** The least, the middle and the greatest of some figures. */
public record Spread(double min, double median, double max) {

    public static Optional<Spread> of(List<Double> values) {
        if (values.isEmpty()) {
            return Optional.empty();
        }
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        double median = sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
        return Optional.of(new Spread(sorted.get(0), median, sorted.get(sorted.size() - 1)));
    }
}
