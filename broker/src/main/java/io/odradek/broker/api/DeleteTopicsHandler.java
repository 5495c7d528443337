/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.odradek.controller.ClusterAdmin;
import io.odradek.controller.DeletedTopic;
import io.odradek.controller.TopicSelector;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.ApiKey;
import io.odradek.protocol.message.DeleteTopicsRequest;
import io.odradek.protocol.message.DeleteTopicsRequest.DeleteTopicState;
import io.odradek.protocol.message.DeleteTopicsResponse;
import io.odradek.protocol.message.DeleteTopicsResponse.DeletableTopicResult;
import io.odradek.protocol.wire.Uuid;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** DeleteTopics 1–6: by name, and from version 6 on by id, unless {@code delete.topic.enable} is off. */
public final class DeleteTopicsHandler implements ApiHandler<DeleteTopicsRequest, DeleteTopicsResponse> {
    private static final short SELECTORS_FROM = 6;
    private static final short DISABLED_FROM = 3;

    private final ClusterAdmin admin;
    private final boolean enabled;

    /** @param enabled {@code delete.topic.enable} */
    public DeleteTopicsHandler(ClusterAdmin admin, boolean enabled) {
        this.admin = admin;
        this.enabled = enabled;
    }

    @Override
    public ApiKey apiKey() {
        return ApiKey.DELETE_TOPICS;
    }

    @Override
    public short lowestVersion() {
        return 1;
    }

    @Override
    public short highestVersion() {
        return 6;
    }

    @Override
    public void handle(RequestContext context, DeleteTopicsRequest request, Reply<DeleteTopicsResponse> reply) {
        List<DeletableTopicResult> results = new ArrayList<>();
        List<TopicSelector> wanted = new ArrayList<>();
        if (context.apiVersion() < SELECTORS_FROM) {
            request.topicNames().forEach(name -> wanted.add(new TopicSelector.ByName(name)));
        } else {
            request.topics().forEach(topic -> select(topic, wanted, results));
        }
        if (!enabled) {
            ErrorCode error = context.apiVersion() < DISABLED_FROM
                    ? ErrorCode.INVALID_REQUEST
                    : ErrorCode.TOPIC_DELETION_DISABLED;
            wanted.forEach(topic -> results.add(refused(topic, error)));
            reply.send(new DeleteTopicsResponse().responses(results));
            return;
        }
        admin.deleteTopics(wanted, request.timeoutMs()).thenAccept(deleted -> {
            deleted.forEach(topic -> results.add(result(topic)));
            reply.send(new DeleteTopicsResponse().responses(results));
        });
    }

    private static void select(DeleteTopicState topic, List<TopicSelector> wanted, List<DeletableTopicResult> results) {
        String name = topic.name();
        boolean hasId = !topic.topicId().equals(Uuid.ZERO);
        if (name == null && !hasId) {
            results.add(failed(null, Uuid.ZERO, ErrorCode.INVALID_REQUEST, "Neither a name nor an id is given"));
        } else if (name == null) {
            wanted.add(new TopicSelector.ById(topic.topicId()));
        } else if (hasId) {
            results.add(failed(name, topic.topicId(), ErrorCode.INVALID_REQUEST, "Give a name or an id, not both"));
        } else {
            wanted.add(new TopicSelector.ByName(name));
        }
    }

    private static DeletableTopicResult refused(TopicSelector topic, ErrorCode error) {
        String reason = "delete.topic.enable is off";
        if (topic instanceof TopicSelector.ByName byName) {
            return failed(byName.name(), Uuid.ZERO, error, reason);
        }
        return failed(null, ((TopicSelector.ById) topic).id(), error, reason);
    }

    private static DeletableTopicResult failed(@Nullable String name, Uuid id, ErrorCode error, String message) {
        return new DeletableTopicResult()
                .name(name)
                .topicId(id)
                .errorCode(error.code())
                .errorMessage(message);
    }

    private static DeletableTopicResult result(DeletedTopic deleted) {
        ErrorCode error = deleted.outcome().error();
        if (error == ErrorCode.UNKNOWN_TOPIC_OR_PARTITION || error == ErrorCode.UNKNOWN_TOPIC_ID) {
            return failed(deleted.name(), deleted.id(), error, "There is no such topic");
        }
        return new DeletableTopicResult()
                .name(deleted.name())
                .topicId(deleted.id())
                .errorCode(error.code())
                .errorMessage(deleted.outcome().message());
    }
}
