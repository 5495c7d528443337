/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import io.odradek.broker.coordinator.Effect;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one event leads to, beside the answers that could be given at once.
 *
 * @param record to store and to {@link ClassicGroup#apply}; null if nothing durable changes
 * @param effects wait until the record, or what they were read from, is replicated
 */
record GroupDecision(@Nullable StoredGroup record, List<Effect> effects) {
    static final GroupDecision NOTHING = new GroupDecision(null, List.of());

    static GroupDecision of(StoredGroup record) {
        return new GroupDecision(record, List.of());
    }

    static GroupDecision of(StoredGroup record, Effect effect) {
        return new GroupDecision(record, List.of(effect));
    }

    static GroupDecision of(Effect effect) {
        return new GroupDecision(null, List.of(effect));
    }
}
