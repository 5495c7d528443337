/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.odradek.controller.NewTopic;
import io.odradek.protocol.error.ErrorCode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates topics because a client asked about them, with the broker's defaults. Any thread may call. */
public final class TopicAutoCreation {
    private static final Logger LOG = LoggerFactory.getLogger(TopicAutoCreation.class);

    private final ControllerCalls controller;
    private final boolean enabled;
    private final int timeoutMs;
    private volatile Set<ErrorCode> lastReasons = Set.of();

    /**
     * @param enabled {@code auto.create.topics.enable}
     * @param timeoutMs how long the controller is waited for
     */
    public TopicAutoCreation(ControllerCalls controller, boolean enabled, int timeoutMs) {
        this.controller = controller;
        this.enabled = enabled;
        this.timeoutMs = timeoutMs;
    }

    /** Has those made that may be; whoever wanted them asks again. */
    public void begin(Collection<String> names) {
        List<NewTopic> wanted = new ArrayList<>();
        for (String name : names) {
            // Kafka's own topics come into being with what they need, by those who write them.
            if (enabled && TopicNames.isValid(name) && !TopicNames.isInternal(name)) {
                wanted.add(NewTopic.of(name, NewTopic.DEFAULT, NewTopic.DEFAULT));
            }
        }
        if (!wanted.isEmpty()) {
            controller.createTopics(wanted, timeoutMs).thenAccept(this::note);
        }
    }

    /**
     * Clients ask again and again, for ever other topics too, and hear nothing of it: what stands in the way is said when
     * it begins to.
     */
    private void note(Map<String, ErrorCode> created) {
        Map<String, ErrorCode> refused = new TreeMap<>();
        created.forEach((name, error) -> {
            switch (error) {
                // The client asks again, and finds the topic or another controller.
                case NONE, TOPIC_ALREADY_EXISTS, REQUEST_TIMED_OUT, NOT_CONTROLLER -> {}
                default -> refused.put(name, error);
            }
        });
        Set<ErrorCode> reasons = Set.copyOf(refused.values());
        if (!refused.isEmpty() && !reasons.equals(lastReasons)) {
            LOG.warn(
                    "Topics that clients ask for cannot be made: {}; create them by hand, or change the defaults for them",
                    refused);
        }
        lastReasons = reasons;
    }
}
