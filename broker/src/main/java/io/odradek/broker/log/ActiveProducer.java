/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

/**
 * A producer with sequence numbers or transactions, as a log knows it.
 *
 * @param lastSequence of its last batch, -1 if none is known in its epoch
 * @param coordinatorEpoch of the last marker that a transaction coordinator wrote, -1 without one
 * @param transactionFirstOffset where its open transaction began, -1 without one
 */
public record ActiveProducer(
        long producerId,
        short epoch,
        int lastSequence,
        long lastTimestampMs,
        int coordinatorEpoch,
        long transactionFirstOffset) {}
