/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.config;

/**
 * The keys of a single group in Kafka 4.3.1, in the columns of {@link TopicKeyRows}: name, type, default, valid values,
 * the broker key that gives its default, visibility, releases, whether it has an effect here. What is for share groups
 * and streams groups is checked, stored and shown as Kafka does it, for the day when there are such groups here.
 */
final class GroupKeyRows {
    static final String ROWS = """
            consumer.assignment.interval.ms|INT|1000|[0,...]|group.consumer.assignment.interval.ms|public|4.3|yes
            consumer.heartbeat.interval.ms|INT|5000|[1,...]|group.consumer.heartbeat.interval.ms|public|4.3|yes
            consumer.session.timeout.ms|INT|45000|[1,...]|group.consumer.session.timeout.ms|public|4.3|yes
            share.assignment.interval.ms|INT|1000|[0,...]|group.share.assignment.interval.ms|public|4.3|no
            share.auto.offset.reset|STRING|latest|share offset reset|-|public|4.3|no
            share.delivery.count.limit|INT|5|[2,...]|group.share.delivery.count.limit|public|4.3|no
            share.heartbeat.interval.ms|INT|5000|[1,...]|group.share.heartbeat.interval.ms|public|4.3|no
            share.isolation.level|STRING|read_uncommitted|[read_committed, read_uncommitted]|-|public|4.3|no
            share.partition.max.record.locks|INT|2000|[100,...]|group.share.partition.max.record.locks|public|4.3|no
            share.record.lock.duration.ms|INT|30000|[1000,...]|group.share.record.lock.duration.ms|public|4.3|no
            share.renew.acknowledge.enable|BOOLEAN|true||-|public|4.3|no
            share.session.timeout.ms|INT|45000|[1,...]|group.share.session.timeout.ms|public|4.3|no
            streams.assignment.interval.ms|INT|1000|[0,...]|group.streams.assignment.interval.ms|public|4.3|no
            streams.heartbeat.interval.ms|INT|5000|[1,...]|group.streams.heartbeat.interval.ms|public|4.3|no
            streams.initial.rebalance.delay.ms|INT|3000|[0,...]|group.streams.initial.rebalance.delay.ms|public|4.3|no
            streams.num.standby.replicas|INT|0|[0,...]|group.streams.num.standby.replicas|public|4.3|no
            streams.session.timeout.ms|INT|45000|[1,...]|group.streams.session.timeout.ms|public|4.3|no
            """;

    private GroupKeyRows() {}
}
