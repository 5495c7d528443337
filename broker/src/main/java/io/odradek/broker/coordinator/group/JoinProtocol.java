/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import org.jspecify.annotations.Nullable;

/** A protocol that a member can be assigned by, with what it says about itself for it. */
public record JoinProtocol(String name, Opaque metadata) {
    /** Each join is compared with the one before: a record's own comparison costs several times this. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof JoinProtocol that && name.equals(that.name) && metadata.equals(that.metadata);
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + metadata.hashCode();
    }
}
