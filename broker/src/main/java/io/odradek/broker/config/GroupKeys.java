/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.config;

/** The keys of single groups that have an effect here, as {@link Keys} is for brokers. */
public final class GroupKeys {
    public static final ConfigKey<Integer> CONSUMER_ASSIGNMENT_INTERVAL_MS =
            ConfigKey.ofInt("consumer.assignment.interval.ms");
    public static final ConfigKey<Integer> CONSUMER_HEARTBEAT_INTERVAL_MS =
            ConfigKey.ofInt("consumer.heartbeat.interval.ms");
    public static final ConfigKey<Integer> CONSUMER_SESSION_TIMEOUT_MS = ConfigKey.ofInt("consumer.session.timeout.ms");

    private GroupKeys() {}
}
