/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.metrics;

import java.util.function.Supplier;

/** Where gauges are put up and taken down. Belongs to one thread at a time. */
public interface Gauges {
    /**
     * Replaces the gauge of that name, if there is one.
     *
     * @param value asked on any thread, whenever somebody looks: reads what its owner has published, and nothing else
     */
    void add(MetricName name, Supplier<? extends Number> value);

    /** Nothing happens if there is none. */
    void remove(MetricName name);
}
