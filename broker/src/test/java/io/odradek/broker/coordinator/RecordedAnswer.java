/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator;

import io.odradek.protocol.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;

/** Keeps what was answered: a reply, or an error. */
public final class RecordedAnswer<R> implements Answer<R> {
    private final List<Object> told = new ArrayList<>();

    @Override
    public void reply(R reply) {
        told.add(reply);
    }

    @Override
    public void failed(ErrorCode error) {
        told.add(error);
    }

    /** The reply or the {@link ErrorCode}; empty while it waits. */
    public List<Object> told() {
        return told;
    }

    @SuppressWarnings("unchecked")
    public R reply() {
        if (told.size() != 1 || told.get(0) instanceof ErrorCode) {
            throw new AssertionError("no reply, but " + told);
        }
        return (R) told.get(0);
    }
}
