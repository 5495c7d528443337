/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator;

/** What a stretch of a coordinator's log says, in its order. */
sealed interface Replayed {
    record Stored(CoordinatorRecord record) implements Replayed {}

    /** Within a transaction that has not ended at that point of the log. */
    record Pending(long producerId, CoordinatorRecord record) implements Replayed {}

    record TransactionEnded(long producerId, boolean committed) implements Replayed {}
}
