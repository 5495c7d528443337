/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator;

import io.odradek.protocol.record.Compression;
import java.util.function.Function;

/**
 * One kind of coordinator: groups, transactions.
 *
 * @param topic whose partitions' leaders are the coordinators
 * @param partitionsConfigured how many partitions the topic is made with
 * @param appendLingerMs how long records are collected before they are appended: {@link #LINGERS_FOR_TURN}, 0 for each
 *     decision by itself, or a time
 * @param commitTimeoutMs how long an answer waits for replicas in sync
 */
public record CoordinatorKind<S extends CoordinatorState>(
        String topic,
        int partitionsConfigured,
        RecordFormat format,
        Compression compression,
        int appendLingerMs,
        long commitTimeoutMs,
        Function<CoordinatorContext, S> states) {
    /** Records of one turn of the loop are appended together, which keeps nobody waiting for others. */
    public static final int LINGERS_FOR_TURN = -1;
}
