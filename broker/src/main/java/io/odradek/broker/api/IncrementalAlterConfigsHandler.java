/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.odradek.broker.config.ConfigEdit;
import io.odradek.controller.Outcome;
import io.odradek.protocol.message.ApiKey;
import io.odradek.protocol.message.IncrementalAlterConfigsRequest;
import io.odradek.protocol.message.IncrementalAlterConfigsRequest.AlterConfigsResource;
import io.odradek.protocol.message.IncrementalAlterConfigsRequest.AlterableConfig;
import io.odradek.protocol.message.IncrementalAlterConfigsResponse;
import io.odradek.protocol.message.IncrementalAlterConfigsResponse.AlterConfigsResourceResponse;
import java.util.ArrayList;
import java.util.List;

/**
 * IncrementalAlterConfigs 0–1: sets, deletes, appends to and subtracts from the settings of topics, of groups, of this
 * broker, of all brokers (empty name), and the levels of this broker's loggers. Listeners and TLS of a running broker and
 * client metrics cannot be altered yet.
 */
public final class IncrementalAlterConfigsHandler
        implements ApiHandler<IncrementalAlterConfigsRequest, IncrementalAlterConfigsResponse> {
    private final ConfigChanges changes;

    public IncrementalAlterConfigsHandler(ConfigChanges changes) {
        this.changes = changes;
    }

    @Override
    public ApiKey apiKey() {
        return ApiKey.INCREMENTAL_ALTER_CONFIGS;
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
            RequestContext context,
            IncrementalAlterConfigsRequest request,
            Reply<IncrementalAlterConfigsResponse> reply) {
        var wanted = new ArrayList<ConfigChanges.Change>();
        for (AlterConfigsResource resource : request.resources()) {
            wanted.add(
                    new ConfigChanges.Change(resource.resourceType(), resource.resourceName(), steps(resource), false));
        }
        changes.apply(wanted, request.validateOnly()).thenAccept(outcomes -> reply.send(answer(wanted, outcomes)));
    }

    private static List<ConfigEdit> steps(AlterConfigsResource resource) {
        var steps = new ArrayList<ConfigEdit>();
        for (AlterableConfig config : resource.configs()) {
            steps.add(new ConfigEdit(config.name(), config.configOperation(), config.value()));
        }
        return List.copyOf(steps);
    }

    private static IncrementalAlterConfigsResponse answer(List<ConfigChanges.Change> wanted, List<Outcome> outcomes) {
        var responses = new ArrayList<AlterConfigsResourceResponse>();
        for (int i = 0; i < wanted.size(); i++) {
            responses.add(new AlterConfigsResourceResponse()
                    .errorCode(outcomes.get(i).error().code())
                    .errorMessage(outcomes.get(i).message())
                    .resourceType(wanted.get(i).resourceType())
                    .resourceName(wanted.get(i).resourceName()));
        }
        return new IncrementalAlterConfigsResponse().responses(responses);
    }
}
