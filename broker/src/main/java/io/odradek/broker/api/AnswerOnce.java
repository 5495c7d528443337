/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.odradek.broker.coordinator.Answer;
import io.odradek.protocol.error.ErrorCode;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The answer to a request that a group may keep for as long as it likes: given by the group, or by the coordinator if
 * the group cannot be asked or its decision cannot be stored. The first one counts. Confined to the loop that answers.
 */
final class AnswerOnce<T> implements Consumer<T>, Answer<ErrorCode> {
    private final Consumer<T> reply;
    private final Function<ErrorCode, T> failure;
    private boolean given;

    AnswerOnce(Consumer<T> reply, Function<ErrorCode, T> failure) {
        this.reply = reply;
        this.failure = failure;
    }

    @Override
    public void accept(T outcome) {
        if (!given) {
            given = true;
            reply.accept(outcome);
        }
    }

    /** The decision stands; whoever it concerns has been answered, or will be. */
    @Override
    public void reply(ErrorCode decided) {}

    @Override
    public void failed(ErrorCode error) {
        accept(failure.apply(error));
    }
}
