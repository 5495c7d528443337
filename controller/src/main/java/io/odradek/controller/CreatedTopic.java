/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

import io.odradek.protocol.wire.Uuid;

/** The end of one topic's creation; id zero and numbers -1 where it was not created. */
public record CreatedTopic(String name, Outcome outcome, Uuid id, int partitions, int replicationFactor) {
    public static CreatedTopic refused(String name, Outcome outcome) {
        return new CreatedTopic(name, outcome, Uuid.ZERO, -1, -1);
    }
}
