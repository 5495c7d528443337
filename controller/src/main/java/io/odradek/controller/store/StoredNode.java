/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.store;

import org.jspecify.annotations.Nullable;

/**
 * A node as read. All of Kafka's nodes are text or null. The czxid is the number of the transaction that created it, the
 * mzxid that of the one that wrote it last; the owner is the session of an ephemeral, or 0.
 */
public record StoredNode(@Nullable String data, int version, long czxid, long mzxid, long ephemeralOwner) {
    /** The data, with null as the empty text. */
    public String text() {
        return data == null ? "" : data;
    }
}
