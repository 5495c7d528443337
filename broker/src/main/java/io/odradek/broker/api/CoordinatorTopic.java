/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.odradek.controller.NewTopic;
import io.odradek.protocol.error.ErrorCode;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The topic on whose partitions coordinators live: made when the first client asks for one, with this broker's settings.
 * Any thread may call; whoever asks while it is being made waits for the same creation.
 */
public final class CoordinatorTopic {
    private static final Logger LOG = LoggerFactory.getLogger(CoordinatorTopic.class);

    private final ControllerCalls controller;
    private final NewTopic topic;
    private final int timeoutMs;
    private final AtomicReference<@Nullable CompletableFuture<Void>> underWay = new AtomicReference<>();
    private volatile ErrorCode lastRefusal = ErrorCode.NONE;

    /** @param timeoutMs how long an answer waits for the creation */
    public CoordinatorTopic(ControllerCalls controller, NewTopic topic, int timeoutMs) {
        this.controller = controller;
        this.topic = topic;
        this.timeoutMs = timeoutMs;
    }

    String name() {
        return topic.name();
    }

    /** Completes, never with a failure, when the topic has been made, or cannot be made now. */
    CompletionStage<Void> create() {
        CompletableFuture<Void> mine = new CompletableFuture<>();
        CompletableFuture<Void> others = underWay.compareAndExchange(null, mine);
        if (others != null) {
            return others;
        }
        controller.createTopics(List.of(topic), timeoutMs).whenComplete((created, failure) -> {
            note(created);
            underWay.set(null);
            mine.complete(null);
        });
        return mine;
    }

    /** Clients ask again and again, so it is said once what stands in the way. */
    private void note(@Nullable Map<String, ErrorCode> created) {
        ErrorCode error = created == null
                ? ErrorCode.UNKNOWN_SERVER_ERROR
                : created.getOrDefault(topic.name(), ErrorCode.UNKNOWN_SERVER_ERROR);
        boolean refused = error != ErrorCode.NONE && error != ErrorCode.TOPIC_ALREADY_EXISTS;
        if (refused && error != lastRefusal) {
            LOG.warn(
                    "{} cannot be made with {} partitions of {} replicas: {}. Clients wait for it until enough brokers"
                            + " are alive, or less is asked for in the broker's configuration",
                    topic.name(),
                    topic.partitions(),
                    topic.replicationFactor(),
                    error);
        }
        lastRefusal = error;
    }
}
