/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.odradek.protocol.message.ApiKey;
import io.odradek.protocol.message.DeleteAclsRequest;
import io.odradek.protocol.message.DeleteAclsRequest.DeleteAclsFilter;
import io.odradek.protocol.message.DeleteAclsResponse;
import io.odradek.protocol.message.DeleteAclsResponse.DeleteAclsFilterResult;
import java.util.ArrayList;
import java.util.List;

/** DeleteAcls 1–3 (KIP-140): without an authorizer, no filter finds anything. */
public final class DeleteAclsHandler implements ApiHandler<DeleteAclsRequest, DeleteAclsResponse> {
    @Override
    public ApiKey apiKey() {
        return ApiKey.DELETE_ACLS;
    }

    @Override
    public short lowestVersion() {
        return 1;
    }

    @Override
    public short highestVersion() {
        return 3;
    }

    @Override
    public void handle(RequestContext context, DeleteAclsRequest request, Reply<DeleteAclsResponse> reply) {
        List<DeleteAclsFilterResult> results = new ArrayList<>();
        for (DeleteAclsFilter filter : request.filters()) {
            if (NoAuthorizer.isUnknown(
                    filter.resourceTypeFilter(),
                    filter.patternTypeFilter(),
                    filter.operation(),
                    filter.permissionType())) {
                reply.close(NoAuthorizer.UNKNOWN_ASKED);
                return;
            }
            results.add(new DeleteAclsFilterResult()
                    .errorCode(NoAuthorizer.CODE)
                    .errorMessage(NoAuthorizer.AT_THE_CONTROLLER));
        }
        reply.send(new DeleteAclsResponse().filterResults(results));
    }
}
