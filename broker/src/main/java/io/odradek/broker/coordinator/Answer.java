/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator;

import io.odradek.protocol.error.ErrorCode;

/** Where the reply to a decision goes. One of both is called, once, on the shard's loop, or where there is no shard at all, on the caller's. */
public interface Answer<R> {
    void reply(R reply);

    /**
     * NOT_COORDINATOR, COORDINATOR_LOAD_IN_PROGRESS, COORDINATOR_NOT_AVAILABLE: ask again, perhaps elsewhere. Or
     * UNKNOWN_SERVER_ERROR.
     */
    void failed(ErrorCode error);

    /** For decisions that nobody asked for. */
    static <R> Answer<R> toNobody() {
        return new Answer<>() {
            @Override
            public void reply(R reply) {}

            @Override
            public void failed(ErrorCode error) {}
        };
    }
}
