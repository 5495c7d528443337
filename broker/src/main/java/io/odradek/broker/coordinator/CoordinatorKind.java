/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator;

import io.odradek.protocol.record.Compression;
import java.util.function.Function;

/**
 * One kind of coordinator: groups, transactions.
 *
 * @param topic whose partitions' leaders are the coordinators
 * @param partitionsConfigured how many partitions the topic is made with
 * @param commitTimeoutMs how long an answer waits for replicas in sync
 */
public record CoordinatorKind<S extends CoordinatorState>(
        String topic,
        int partitionsConfigured,
        RecordFormat format,
        Compression compression,
        long commitTimeoutMs,
        Function<CoordinatorContext, S> states) {}
