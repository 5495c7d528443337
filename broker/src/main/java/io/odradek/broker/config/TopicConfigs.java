/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.config;

import io.odradek.broker.log.LogConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One topic's configuration: its own overrides above its broker's settings. Immutable and cheap to make; nothing is read
 * before it is asked for.
 */
public final class TopicConfigs {
    private static final long MS_PER_MINUTE = 60_000;
    private static final long MS_PER_HOUR = 60 * MS_PER_MINUTE;

    private final BrokerSettings broker;
    private final Map<String, String> overrides;

    private TopicConfigs(BrokerSettings broker, Map<String, String> overrides) {
        this.broker = broker;
        this.overrides = overrides;
    }

    public static TopicConfigs of(BrokerSettings broker, Map<String, String> overrides) {
        return new TopicConfigs(broker, overrides);
    }

    public <T> T get(ConfigKey<T> key) {
        Object value = value(KeyTable.topic().require(key.name()));
        if (value == null) {
            throw new IllegalStateException(key.name() + " has neither value nor default");
        }
        return key.cast(value);
    }

    /** The value in effect; an override that cannot be used, written by another release, gives way to the default. */
    @Nullable
    Object value(KeyDefinition key) {
        String text = overrides.get(key.name());
        if (text != null) {
            try {
                return key.parse(text);
            } catch (ConfigException unusable) {
                return brokerValue(key);
            }
        }
        return brokerValue(key);
    }

    private @Nullable Object brokerValue(KeyDefinition key) {
        for (String name : key.brokerKeys()) {
            Object value = broker.value(name);
            if (value != null) {
                return inMs(key, name, value);
            }
        }
        return key.defaultValue();
    }

    /** Broker keys in hours and minutes give the default of topic keys in ms; Kafka treats every negative as no limit. */
    private static Object inMs(KeyDefinition key, String brokerKey, Object value) {
        if (brokerKey.endsWith(".hours")) {
            return unlimitedIfNegative(((Number) value).longValue() * MS_PER_HOUR);
        }
        if (brokerKey.endsWith(".minutes")) {
            return unlimitedIfNegative(((Number) value).longValue() * MS_PER_MINUTE);
        }
        return key.name().equals("retention.ms") ? unlimitedIfNegative((Long) value) : value;
    }

    private static long unlimitedIfNegative(long ms) {
        return Math.max(-1, ms);
    }

    /** The value in effect as text, as DescribeConfigs shows it. */
    @Nullable
    String text(KeyDefinition key) {
        String own = overrides.get(key.name());
        if (own != null) {
            return own.trim();
        }
        Object value = brokerValue(key);
        return value instanceof List<?> list
                ? String.join(",", list.stream().map(Object::toString).toList())
                : value == null ? null : value.toString();
    }

    /** Every layer's word on a topic key, the one in effect first. */
    List<LayeredValue> layers(KeyDefinition key) {
        var layers = new ArrayList<LayeredValue>();
        String own = overrides.get(key.name());
        if (own != null) {
            layers.add(new LayeredValue(key.name(), own.trim(), ConfigLayer.TOPIC));
        }
        if (!key.brokerKeys().isEmpty()) {
            layers.addAll(broker.layers(key.brokerKeys().get(0)));
        }
        return List.copyOf(layers);
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
