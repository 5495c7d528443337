/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.store;

import java.util.List;

/** How a transaction ended. */
public sealed interface Committed {
    /** It happened; one result for each operation. */
    record Done(List<OpResult> results) implements Committed {}

    /** It did not happen, because of this operation. */
    record Refused(int index, Reason reason) implements Committed {}

    /**
     * The path as created (with its sequence number), and of a node whose data was set the new version and the
     * transaction that created it; -1 where not known.
     */
    record OpResult(String path, int version, long czxid) {}

    /** Why a transaction was refused. */
    enum Reason {
        NODE_EXISTS,
        NO_NODE,
        BAD_VERSION,
        NOT_EMPTY,
        OTHER
    }
}
