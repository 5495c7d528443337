/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

/** One entry of the transaction index: the records of this producer from first to last offset (the marker) were aborted. */
public record AbortedTransaction(long producerId, long firstOffset, long lastOffset, long lastStableOffset) {}
