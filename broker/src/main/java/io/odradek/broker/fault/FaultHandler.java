/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.fault;

import io.odradek.controller.image.TopicPartition;

/**
 * What happens when an invariant turns out to be broken: a bug, never an expected outcome (those are values). The policy
 * is injected, so that a broker takes the partition offline or exits, and a test fails. Called from any thread; an
 * implementation neither blocks nor throws.
 */
public interface FaultHandler {
    /** The state of one partition cannot be trusted any more; the rest of the broker can. */
    void partitionFault(TopicPartition partition, String what, Throwable cause);

    /** The state of the whole process cannot be trusted any more. */
    void processFault(String what, Throwable cause);
}
