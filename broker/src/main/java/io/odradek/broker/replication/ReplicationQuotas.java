/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.replication;

import io.odradek.broker.config.BrokerConfig;
import io.odradek.broker.config.ConfigKey;
import io.odradek.broker.config.Keys;
import io.odradek.broker.config.LiveSettings;
import io.odradek.broker.config.TopicKeys;
import io.odradek.broker.partition.ReplicationQuota;
import io.odradek.controller.image.TopicPartition;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * The limits on moving replicas between brokers, out of the settings in force: what leaders send, and what followers
 * fetch. What goes from one log directory to another is paced where it is copied.
 */
public record ReplicationQuotas(ReplicationQuota leader, ReplicationQuota follower) {
    private static final long MS_PER_SECOND = 1_000;

    /**
     * Quotas that follow the settings as they change.
     *
     * @param nowMs a clock that never goes back
     */
    public static ReplicationQuotas of(LiveSettings settings, LongSupplier nowMs) {
        BrokerConfig file = settings.broker().file();
        return new ReplicationQuotas(
                new MeasuredQuota(
                        () -> settings.broker().get(Keys.LEADER_REPLICATION_THROTTLED_RATE),
                        named(settings, TopicKeys.LEADER_REPLICATION_THROTTLED_REPLICAS),
                        rate(file, Keys.REPLICATION_QUOTA_WINDOW_NUM, Keys.REPLICATION_QUOTA_WINDOW_SIZE_SECONDS),
                        nowMs),
                new MeasuredQuota(
                        () -> settings.broker().get(Keys.FOLLOWER_REPLICATION_THROTTLED_RATE),
                        named(settings, TopicKeys.FOLLOWER_REPLICATION_THROTTLED_REPLICAS),
                        rate(file, Keys.REPLICATION_QUOTA_WINDOW_NUM, Keys.REPLICATION_QUOTA_WINDOW_SIZE_SECONDS),
                        nowMs));
    }

    private static ByteRate rate(BrokerConfig file, ConfigKey<Integer> count, ConfigKey<Integer> seconds) {
        return new ByteRate(file.get(count), file.get(seconds) * MS_PER_SECOND);
    }

    private static Predicate<TopicPartition> named(LiveSettings settings, ConfigKey<List<String>> key) {
        return new ThrottledReplicas(
                settings.brokerId(), topic -> settings.image().topic(topic).get(key.name()))::contains;
    }
}
