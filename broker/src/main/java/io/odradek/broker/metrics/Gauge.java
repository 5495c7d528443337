/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.metrics;

import java.util.function.Supplier;

/** Named for its interface, as JMX wants it. Stateless; asked on JMX's threads. */
record Gauge(Supplier<? extends Number> value) implements GaugeMBean {
    @Override
    public Object getValue() {
        return value.get();
    }
}
