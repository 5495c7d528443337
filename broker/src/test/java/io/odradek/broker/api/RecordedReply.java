/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.protocol.wire.ApiMessage;
import java.util.ArrayList;
import java.util.List;

/** Keeps what a handler answers; a second answer fails the test as it fails the broker. */
final class RecordedReply<A extends ApiMessage> implements Reply<A> {
    private final List<A> answers = new ArrayList<>();

    @Override
    public void send(A answer) {
        assertThat(answers).as("answers before this one").isEmpty();
        answers.add(answer);
    }

    @Override
    public void noResponse() {
        throw new AssertionError("no answer was to be given");
    }

    @Override
    public void close(String reason) {
        throw new AssertionError("the connection was to be closed: " + reason);
    }

    @Override
    public void onAbandoned(Runnable action) {}

    A answer() {
        assertThat(answers).hasSize(1);
        return answers.get(0);
    }
}
