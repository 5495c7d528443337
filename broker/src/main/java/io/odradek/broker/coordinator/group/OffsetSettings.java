/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

/**
 * What the configuration says about offsets.
 *
 * @param metadataCharsMax {@code offset.metadata.max.bytes}, which Kafka measures in characters
 * @param retentionMs {@code offsets.retention.minutes}
 * @param retentionCheckMs {@code offsets.retention.check.interval.ms}
 */
public record OffsetSettings(int metadataCharsMax, long retentionMs, long retentionCheckMs) {}
