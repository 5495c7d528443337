/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.odradek.broker.config.LiveSettings;
import io.odradek.controller.image.TopicImage;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.ApiKey;
import io.odradek.protocol.message.ListConfigResourcesRequest;
import io.odradek.protocol.message.ListConfigResourcesResponse;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * ListConfigResources 0–1: the names of everything that can have a configuration. Version 0 knows client metrics only.
 * Groups are listed that have settings of their own. There are no client metrics here yet.
 */
public final class ListConfigResourcesHandler
        implements ApiHandler<ListConfigResourcesRequest, ListConfigResourcesResponse> {
    private final ClusterView cluster;
    private final LiveSettings settings;

    public ListConfigResourcesHandler(ClusterView cluster, LiveSettings settings) {
        this.cluster = cluster;
        this.settings = settings;
    }

    @Override
    public ApiKey apiKey() {
        return ApiKey.LIST_CONFIG_RESOURCES;
    }

    @Override
    public short lowestVersion() {
        return 0;
    }

    @Override
    public short highestVersion() {
        return 1;
    }

    @Override
    public void handle(
            RequestContext context, ListConfigResourcesRequest request, Reply<ListConfigResourcesResponse> reply) {
        Set<ConfigResource> wanted = EnumSet.noneOf(ConfigResource.class);
        if (context.apiVersion() > 0) {
            for (byte id : request.resourceTypes()) {
                ConfigResource type = ConfigResource.forId(id);
                if (type == null) {
                    reply.send(new ListConfigResourcesResponse()
                            .errorCode(ErrorCode.UNSUPPORTED_VERSION.code())
                            .configResources(List.of()));
                    return;
                }
                wanted.add(type);
            }
            if (wanted.isEmpty()) {
                wanted = EnumSet.allOf(ConfigResource.class);
            }
        }
        reply.send(new ListConfigResourcesResponse().configResources(list(wanted)));
    }

    private List<ListConfigResourcesResponse.ConfigResource> list(Set<ConfigResource> wanted) {
        var listed = new ArrayList<ListConfigResourcesResponse.ConfigResource>();
        for (ConfigResource type : wanted) {
            for (String name : names(type)) {
                listed.add(new ListConfigResourcesResponse.ConfigResource()
                        .resourceName(name)
                        .resourceType(type.id()));
            }
        }
        return listed;
    }

    private List<String> names(ConfigResource type) {
        return switch (type) {
            case TOPIC ->
                cluster.image().topics().stream().map(TopicImage::name).toList();
            case BROKER, BROKER_LOGGER ->
                cluster.image().brokers().keySet().stream().map(String::valueOf).toList();
            case GROUP ->
                settings.image().entities().entrySet().stream()
                        .filter(entry ->
                                entry.getKey().isGroup() && !entry.getValue().isEmpty())
                        .map(entry -> entry.getKey().groupId())
                        .sorted()
                        .toList();
            case CLIENT_METRICS -> List.of();
        };
    }
}
