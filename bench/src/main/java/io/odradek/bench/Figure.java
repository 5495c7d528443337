/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench;

/** A row of the report, with the bound that it is held against where there is one. */
public sealed interface Figure permits Metric, CellFigure {

    /** In the JSON. */
    String name();

    /** Of the scenario, such as P1. */
    String anchor();

    String label();

    String unit();

    Bound bound();

    double boundMax();

    /** Where it is CPU per GiB. */
    Limits.Limit limit();

    /** Against what Odradek is held: a multiple of Kafka's figure of the same pair, or a figure of its own. */
    enum Bound {
        NONE,
        RATIO,
        /** At least that multiple. */
        RATIO_MIN,
        ABSOLUTE,
        ABSOLUTE_MIN;

        public boolean holds(double value, double limit) {
            return (this == RATIO_MIN || this == ABSOLUTE_MIN) ? value >= limit : value <= limit;
        }
    }
}
