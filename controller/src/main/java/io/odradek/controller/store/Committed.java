/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.store;

import java.util.List;

/** How a transaction ended. */
public sealed interface Committed {
    /** It happened; one result for each operation. */
    record Done(List<OpResult> results) implements Committed {}

    /** It did not happen, because of this operation. */
    record Refused(int index, Reason reason) implements Committed {}

    /** Path as created (with its sequence number), version after the operation, and the transaction's number. */
    record OpResult(String path, int version, long zxid) {}

    /** Why a transaction was refused. */
    enum Reason {
        NODE_EXISTS,
        NO_NODE,
        BAD_VERSION,
        NOT_EMPTY,
        OTHER
    }
}
