/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.odradek.broker.config.ConfigDescriptions;
import io.odradek.broker.config.ConfigLayer;
import io.odradek.broker.config.DescribedKey;
import io.odradek.broker.config.KeyDocs;
import io.odradek.broker.config.LayeredValue;
import io.odradek.broker.config.LiveSettings;
import io.odradek.broker.config.LoggerLevels;
import io.odradek.controller.ConfigEntity;
import io.odradek.controller.ConfigImage;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.ApiKey;
import io.odradek.protocol.message.DescribeConfigsRequest;
import io.odradek.protocol.message.DescribeConfigsRequest.DescribeConfigsResource;
import io.odradek.protocol.message.DescribeConfigsResponse;
import io.odradek.protocol.message.DescribeConfigsResponse.DescribeConfigsResourceResult;
import io.odradek.protocol.message.DescribeConfigsResponse.DescribeConfigsResult;
import io.odradek.protocol.message.DescribeConfigsResponse.DescribeConfigsSynonym;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * DescribeConfigs 1–4: topics, groups, this broker, all brokers' stored defaults (empty name), and this broker's loggers,
 * with synonyms and, from version 3 on, types and documentation. Client metrics have no configuration here yet: they are
 * answered as invalid requests.
 */
public final class DescribeConfigsHandler implements ApiHandler<DescribeConfigsRequest, DescribeConfigsResponse> {
    private static final byte UNKNOWN_TYPE = 0;

    private final ClusterView cluster;
    private final LiveSettings settings;
    private final LoggerLevels loggers;
    private final Function<List<ConfigEntity>, CompletionStage<ConfigImage>> stored;

    /**
     * Answers from the live settings.
     *
     * @param stored reads what is stored of these entities, as brokers are not notified of a topic's first configuration,
     *     and a group's may have changed by another broker a moment ago
     */
    public DescribeConfigsHandler(
            ClusterView cluster,
            LiveSettings settings,
            LoggerLevels loggers,
            Function<List<ConfigEntity>, CompletionStage<ConfigImage>> stored) {
        this.cluster = cluster;
        this.settings = settings;
        this.loggers = loggers;
        this.stored = stored;
    }

    @Override
    public ApiKey apiKey() {
        return ApiKey.DESCRIBE_CONFIGS;
    }

    @Override
    public short lowestVersion() {
        return 1;
    }

    @Override
    public short highestVersion() {
        return 4;
    }

    @Override
    public void handle(RequestContext context, DescribeConfigsRequest request, Reply<DescribeConfigsResponse> reply) {
        List<ConfigEntity> stores =
                request.resources().stream().flatMap(this::entity).toList();
        if (stores.isEmpty()) {
            answer(request, reply);
        } else {
            stored.apply(stores).whenComplete((image, failure) -> answer(request, reply));
        }
    }

    /** What is to be read before the answer: brokers' own settings are known to those whose they are. */
    private Stream<ConfigEntity> entity(DescribeConfigsResource resource) {
        String name = resource.resourceName();
        ConfigResource type = ConfigResource.forId(resource.resourceType());
        if (type == ConfigResource.TOPIC && cluster.image().topic(name) != null) {
            return Stream.of(ConfigEntity.topic(name));
        }
        return type == ConfigResource.GROUP && !name.isEmpty() ? Stream.of(ConfigEntity.group(name)) : Stream.empty();
    }

    private void answer(DescribeConfigsRequest request, Reply<DescribeConfigsResponse> reply) {
        var results = new ArrayList<DescribeConfigsResult>();
        for (DescribeConfigsResource resource : request.resources()) {
            results.add(describe(resource, request)
                    .resourceType(resource.resourceType())
                    .resourceName(resource.resourceName()));
        }
        reply.send(new DescribeConfigsResponse().results(results));
    }

    private DescribeConfigsResult describe(DescribeConfigsResource resource, DescribeConfigsRequest request) {
        ConfigResource type = ConfigResource.forId(resource.resourceType());
        if (type == null) {
            return failed(ErrorCode.INVALID_REQUEST, "There is no resource type " + resource.resourceType());
        }
        return switch (type) {
            case TOPIC -> topic(resource, request);
            case BROKER -> broker(resource, request);
            case BROKER_LOGGER -> loggers(resource);
            case GROUP -> group(resource, request);
            case CLIENT_METRICS ->
                failed(ErrorCode.INVALID_REQUEST, "This broker has no configurations of " + type + " resources");
        };
    }

    private DescribeConfigsResult topic(DescribeConfigsResource resource, DescribeConfigsRequest request) {
        String name = resource.resourceName();
        if (!TopicNames.isValid(name)) {
            return failed(ErrorCode.INVALID_TOPIC_EXCEPTION, "'" + name + "' cannot be a topic's name");
        }
        if (cluster.image().topic(name) == null) {
            return failed(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, "");
        }
        return answer(ConfigDescriptions.topic(settings.topic(name), wanted(resource)), request);
    }

    private DescribeConfigsResult group(DescribeConfigsResource resource, DescribeConfigsRequest request) {
        String id = resource.resourceName();
        return id.isEmpty()
                ? failed(ErrorCode.INVALID_REQUEST, "Group name must not be empty")
                : answer(ConfigDescriptions.group(settings.group(id), wanted(resource)), request);
    }

    private DescribeConfigsResult broker(DescribeConfigsResource resource, DescribeConfigsRequest request) {
        String name = resource.resourceName();
        if (name.isEmpty()) {
            return answer(ConfigDescriptions.allBrokers(settings.broker(), wanted(resource)), request);
        }
        String complaint = BrokerNames.complaint(name, settings.brokerId());
        return complaint.isEmpty()
                ? answer(ConfigDescriptions.broker(settings.broker(), wanted(resource)), request)
                : failed(ErrorCode.INVALID_REQUEST, complaint);
    }

    private DescribeConfigsResult loggers(DescribeConfigsResource resource) {
        String complaint = BrokerNames.complaint(resource.resourceName(), settings.brokerId());
        if (!complaint.isEmpty()) {
            return failed(ErrorCode.INVALID_REQUEST, complaint);
        }
        Predicate<String> wanted = wanted(resource);
        var configs = new ArrayList<DescribeConfigsResourceResult>();
        loggers.levels().forEach((name, level) -> {
            if (wanted.test(name)) {
                configs.add(new DescribeConfigsResourceResult()
                        .name(name)
                        .value(level)
                        .configSource(ConfigLayer.BROKER_LOGGER.wireCode())
                        .configType(UNKNOWN_TYPE)
                        .synonyms(List.of())
                        .documentation(""));
            }
        });
        return found(configs);
    }

    /** No list and an empty list both ask for everything. */
    private static Predicate<String> wanted(DescribeConfigsResource resource) {
        List<String> keys = resource.configurationKeys();
        if (keys == null || keys.isEmpty()) {
            return name -> true;
        }
        return Set.copyOf(keys)::contains;
    }

    private static DescribeConfigsResult answer(List<DescribedKey> keys, DescribeConfigsRequest request) {
        var configs = new ArrayList<DescribeConfigsResourceResult>(keys.size());
        for (DescribedKey key : keys) {
            configs.add(new DescribeConfigsResourceResult()
                    .name(key.name())
                    .value(key.value())
                    .readOnly(key.readOnly())
                    .isSensitive(key.sensitive())
                    .configSource(key.layer().wireCode())
                    .configType(key.type().wireCode())
                    .synonyms(request.includeSynonyms() ? synonyms(key) : List.of())
                    .documentation(request.includeDocumentation() ? KeyDocs.of(key.name()) : null));
        }
        return found(configs);
    }

    private static List<DescribeConfigsSynonym> synonyms(DescribedKey key) {
        var synonyms = new ArrayList<DescribeConfigsSynonym>(key.layers().size());
        for (LayeredValue layer : key.layers()) {
            synonyms.add(new DescribeConfigsSynonym()
                    .name(layer.name())
                    .value(key.sensitive() ? null : layer.text())
                    .source(layer.layer().wireCode()));
        }
        return synonyms;
    }

    private static DescribeConfigsResult found(List<DescribeConfigsResourceResult> configs) {
        return new DescribeConfigsResult().errorMessage("").configs(configs);
    }

    private static DescribeConfigsResult failed(ErrorCode error, String message) {
        return new DescribeConfigsResult()
                .errorCode(error.code())
                .errorMessage(message)
                .configs(List.of());
    }
}
