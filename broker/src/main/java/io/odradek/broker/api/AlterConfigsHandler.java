/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.odradek.broker.config.ConfigEdit;
import io.odradek.controller.Outcome;
import io.odradek.protocol.message.AlterConfigsRequest;
import io.odradek.protocol.message.AlterConfigsRequest.AlterConfigsResource;
import io.odradek.protocol.message.AlterConfigsRequest.AlterableConfig;
import io.odradek.protocol.message.AlterConfigsResponse;
import io.odradek.protocol.message.AlterConfigsResponse.AlterConfigsResourceResponse;
import io.odradek.protocol.message.ApiKey;
import java.util.ArrayList;
import java.util.List;

/**
 * AlterConfigs 0–2: replaces all settings of a topic, of a group, of this broker or of all brokers (empty name). Old clients use it;
 * newer ones have IncrementalAlterConfigs.
 */
public final class AlterConfigsHandler implements ApiHandler<AlterConfigsRequest, AlterConfigsResponse> {
    private final ConfigChanges changes;

    public AlterConfigsHandler(ConfigChanges changes) {
        this.changes = changes;
    }

    @Override
    public ApiKey apiKey() {
        return ApiKey.ALTER_CONFIGS;
    }

    @Override
    public short lowestVersion() {
        return 0;
    }

    @Override
    public short highestVersion() {
        return 2;
    }

    @Override
    public void handle(RequestContext context, AlterConfigsRequest request, Reply<AlterConfigsResponse> reply) {
        var wanted = new ArrayList<ConfigChanges.Change>();
        for (AlterConfigsResource resource : request.resources()) {
            wanted.add(
                    new ConfigChanges.Change(resource.resourceType(), resource.resourceName(), steps(resource), true));
        }
        changes.apply(wanted, request.validateOnly()).thenAccept(outcomes -> reply.send(answer(wanted, outcomes)));
    }

    private static List<ConfigEdit> steps(AlterConfigsResource resource) {
        var steps = new ArrayList<ConfigEdit>();
        for (AlterableConfig config : resource.configs()) {
            steps.add(new ConfigEdit(config.name(), ConfigEdit.SET, config.value()));
        }
        return List.copyOf(steps);
    }

    private static AlterConfigsResponse answer(List<ConfigChanges.Change> wanted, List<Outcome> outcomes) {
        var responses = new ArrayList<AlterConfigsResourceResponse>();
        for (int i = 0; i < wanted.size(); i++) {
            responses.add(new AlterConfigsResourceResponse()
                    .errorCode(outcomes.get(i).error().code())
                    .errorMessage(outcomes.get(i).message())
                    .resourceType(wanted.get(i).resourceType())
                    .resourceName(wanted.get(i).resourceName()));
        }
        return new AlterConfigsResponse().responses(responses);
    }
}
