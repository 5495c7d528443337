/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.odradek.controller.NewTopic;
import io.odradek.protocol.error.ErrorCode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Creates topics because a client asked about them, with the broker's defaults. Immutable; any thread may call.
 *
 * @param enabled {@code auto.create.topics.enable}
 * @param timeoutMs how long an answer waits for the creation
 */
public record TopicAutoCreation(ControllerCalls controller, boolean enabled, int timeoutMs) {
    /** Completes, never with a failure, when the topics are there; with the errors of those that are not. */
    public CompletionStage<Map<String, ErrorCode>> create(Collection<String> names) {
        List<NewTopic> wanted = new ArrayList<>();
        for (String name : names) {
            // Kafka's own topics come into being with what they need, by those who write them.
            if (enabled && TopicNames.isValid(name) && !TopicNames.isInternal(name)) {
                wanted.add(NewTopic.of(name, NewTopic.DEFAULT, NewTopic.DEFAULT));
            }
        }
        return wanted.isEmpty()
                ? CompletableFuture.completedFuture(Map.of())
                : controller.createTopics(wanted, timeoutMs).thenApply(TopicAutoCreation::errors);
    }

    private static Map<String, ErrorCode> errors(Map<String, ErrorCode> created) {
        Map<String, ErrorCode> errors = new HashMap<>();
        created.forEach((name, error) -> {
            switch (error) {
                case NONE, TOPIC_ALREADY_EXISTS -> {}
                // The client asks again, and finds the topic or another controller.
                case REQUEST_TIMED_OUT, NOT_CONTROLLER -> errors.put(name, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
                default -> errors.put(name, error);
            }
        });
        return errors;
    }
}
