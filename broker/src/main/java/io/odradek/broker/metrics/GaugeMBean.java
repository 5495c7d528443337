/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.metrics;

/** One number as Kafka shows it to JMX: a single attribute, {@code Value}. Public because JMX asks for that. */
public interface GaugeMBean {
    Object getValue();
}
