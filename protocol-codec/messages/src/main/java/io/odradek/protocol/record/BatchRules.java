/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.protocol.record;

import org.jspecify.annotations.Nullable;

/**
 * What a topic asks of the batches appended to it.
 *
 * @param batchBytesMax {@code max.message.bytes}, held against a batch as it came and as it would be stored
 * @param keyRequired whether the topic is compacted
 * @param targetCompression what the topic stores; null leaves it to the producer
 * @param fromClient whether the rules for clients apply: base offset 0, no control batches, no holes
 */
public record BatchRules(
        int batchBytesMax,
        TimestampType timestampType,
        long timestampBeforeMaxMs,
        long timestampAfterMaxMs,
        boolean keyRequired,
        @Nullable Compression targetCompression,
        int compressionLevel,
        boolean fromClient) {}
