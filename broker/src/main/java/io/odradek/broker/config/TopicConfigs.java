/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.config;

import io.odradek.broker.log.LogConfig;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One topic's configuration: its own overrides above its broker's settings. */
public final class TopicConfigs {
    private final EntityValues values;

    private TopicConfigs(EntityValues values) {
        this.values = values;
    }

    public static TopicConfigs of(BrokerSettings broker, Map<String, String> overrides) {
        return new TopicConfigs(new EntityValues(broker, overrides, ConfigLayer.TOPIC));
    }

    public <T> T get(ConfigKey<T> key) {
        return key.cast(values.require(KeyTable.topic().require(key.name())));
    }

    @Nullable
    Object value(KeyDefinition key) {
        return values.value(key);
    }

    @Nullable
    String text(KeyDefinition key) {
        return values.text(key);
    }

    /** Where the value of a key comes from. */
    public ConfigLayer source(String key) {
        return values.source(KeyTable.topic().require(key));
    }

    /** Every layer's word on a key, the one in effect first. */
    List<LayeredValue> layers(KeyDefinition key) {
        return List.copyOf(values.layers(key));
    }

    /** What the topic's logs need to know. */
    public LogConfig logConfig() {
        List<String> policy = get(TopicKeys.CLEANUP_POLICY);
        return new LogConfig(
                new LogConfig.Roll(
                        segmentBytes(),
                        get(TopicKeys.SEGMENT_MS),
                        get(TopicKeys.SEGMENT_JITTER_MS),
                        get(TopicKeys.SEGMENT_INDEX_BYTES),
                        get(TopicKeys.INDEX_INTERVAL_BYTES)),
                new LogConfig.Retention(
                        policy.contains("delete"),
                        policy.contains("compact"),
                        get(TopicKeys.RETENTION_MS),
                        get(TopicKeys.RETENTION_BYTES),
                        get(TopicKeys.FILE_DELETE_DELAY_MS)),
                new LogConfig.Flush(get(TopicKeys.FLUSH_MESSAGES), get(TopicKeys.FLUSH_MS)),
                new LogConfig.Batches(
                        get(TopicKeys.MAX_MESSAGE_BYTES),
                        get(TopicKeys.MESSAGE_TIMESTAMP_TYPE).equals("LogAppendTime"),
                        get(TopicKeys.MESSAGE_TIMESTAMP_BEFORE_MAX_MS),
                        get(TopicKeys.MESSAGE_TIMESTAMP_AFTER_MAX_MS),
                        recompression()),
                new LogConfig.Cleaning(
                        get(TopicKeys.MIN_CLEANABLE_DIRTY_RATIO),
                        get(TopicKeys.MIN_COMPACTION_LAG_MS),
                        get(TopicKeys.MAX_COMPACTION_LAG_MS),
                        get(TopicKeys.DELETE_RETENTION_MS)));
    }

    /** The internal key lets tests roll at sizes that the public one forbids, as in Kafka. */
    private int segmentBytes() {
        Object internal = value(KeyTable.topic().require(TopicKeys.INTERNAL_SEGMENT_BYTES.name()));
        return internal == null ? get(TopicKeys.SEGMENT_BYTES) : TopicKeys.INTERNAL_SEGMENT_BYTES.cast(internal);
    }

    private LogConfig.Recompression recompression() {
        String type = get(TopicKeys.COMPRESSION_TYPE);
        return switch (type) {
            case "producer" -> LogConfig.Recompression.PRODUCER;
            case "gzip" -> new LogConfig.Recompression(type, get(TopicKeys.COMPRESSION_GZIP_LEVEL));
            case "lz4" -> new LogConfig.Recompression(type, get(TopicKeys.COMPRESSION_LZ4_LEVEL));
            case "zstd" -> new LogConfig.Recompression(type, get(TopicKeys.COMPRESSION_ZSTD_LEVEL));
            default -> new LogConfig.Recompression(type, -1);
        };
    }
}
