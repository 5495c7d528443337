/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.config;

/**
 * The topic keys of Kafka 4.3.1 and 3.9.2; where the two differ, the newer definition stands. One row each: name, type,
 * default (- is null, '' is empty), valid values, the broker keys that give its default with the first one winning,
 * visibility, releases, whether it has an effect here (what {@link TopicKeys} says).
 * A constant and not a resource, because opening one costs a start more than all the rest of its configuration.
 */
final class TopicKeyRows {
    static final String ROWS = """
            cleanup.policy|LIST|delete|[compact, delete]|log.cleanup.policy|public|both|yes
            compression.gzip.level|INT|-1|[1,...,9] or -1|compression.gzip.level|public|both|yes
            compression.lz4.level|INT|9|[1,...,17]|compression.lz4.level|public|both|yes
            compression.type|STRING|producer|[uncompressed, zstd, lz4, snappy, gzip, producer]|compression.type|public|both|yes
            compression.zstd.level|INT|3|[-131072,...,22]|compression.zstd.level|public|both|yes
            delete.retention.ms|LONG|86400000|[0,...]|log.cleaner.delete.retention.ms|public|both|yes
            file.delete.delay.ms|LONG|60000|[0,...]|log.segment.delete.delay.ms|public|both|yes
            flush.messages|LONG|9223372036854775807|[1,...]|log.flush.interval.messages|public|both|yes
            flush.ms|LONG|9223372036854775807|[0,...]|log.flush.interval.ms,log.flush.scheduler.interval.ms|public|both|yes
            follower.replication.throttled.replicas|LIST|''|throttled replicas|-|public|both|yes
            index.interval.bytes|INT|4096|[0,...]|log.index.interval.bytes|public|both|yes
            internal.segment.bytes|INT|-||-|internal|4.3|yes
            leader.replication.throttled.replicas|LIST|''|throttled replicas|-|public|both|yes
            local.retention.bytes|LONG|-2|[-2,...]|log.local.retention.bytes|public|both|no
            local.retention.ms|LONG|-2|[-2,...]|log.local.retention.ms|public|both|no
            max.compaction.lag.ms|LONG|9223372036854775807|[1,...]|log.cleaner.max.compaction.lag.ms|public|both|yes
            max.message.bytes|INT|1048588|[0,...]|message.max.bytes|public|both|yes
            message.downconversion.enable|BOOLEAN|true||log.message.downconversion.enable|public|3.9|no
            message.format.version|STRING|3.0-IV1|kafka version|log.message.format.version|public|3.9|no
            message.timestamp.after.max.ms|LONG|3600000|[0,...]|log.message.timestamp.after.max.ms|public|both|yes
            message.timestamp.before.max.ms|LONG|9223372036854775807|[0,...]|log.message.timestamp.before.max.ms|public|both|yes
            message.timestamp.difference.max.ms|LONG|9223372036854775807|[0,...]|log.message.timestamp.difference.max.ms|public|3.9|no
            message.timestamp.type|STRING|CreateTime|[CreateTime, LogAppendTime]|log.message.timestamp.type|public|both|yes
            min.cleanable.dirty.ratio|DOUBLE|0.5|[0,...,1]|log.cleaner.min.cleanable.ratio|public|both|yes
            min.compaction.lag.ms|LONG|0|[0,...]|log.cleaner.min.compaction.lag.ms|public|both|yes
            min.insync.replicas|INT|1|[1,...]|min.insync.replicas|public|both|yes
            preallocate|BOOLEAN|false||log.preallocate|public|both|no
            remote.log.copy.disable|BOOLEAN|false||-|public|both|no
            remote.log.delete.on.disable|BOOLEAN|false||-|public|both|no
            remote.storage.enable|BOOLEAN|false||-|public|both|no
            retention.bytes|LONG|-1||log.retention.bytes|public|both|yes
            retention.ms|LONG|604800000|[-1,...]|log.retention.ms,log.retention.minutes,log.retention.hours|public|both|yes
            segment.bytes|INT|1073741824|[1048576,...]|log.segment.bytes|public|both|yes
            segment.index.bytes|INT|10485760|[4,...]|log.index.size.max.bytes|public|both|yes
            segment.jitter.ms|LONG|0|[0,...]|log.roll.jitter.ms,log.roll.jitter.hours|public|both|yes
            segment.ms|LONG|604800000|[1,...]|log.roll.ms,log.roll.hours|public|both|yes
            unclean.leader.election.enable|BOOLEAN|false||unclean.leader.election.enable|public|both|yes
            """;

    private TopicKeyRows() {}
}
