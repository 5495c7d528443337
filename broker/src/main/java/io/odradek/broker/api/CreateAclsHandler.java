/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.odradek.protocol.message.ApiKey;
import io.odradek.protocol.message.CreateAclsRequest;
import io.odradek.protocol.message.CreateAclsRequest.AclCreation;
import io.odradek.protocol.message.CreateAclsResponse;
import io.odradek.protocol.message.CreateAclsResponse.AclCreationResult;
import java.util.ArrayList;
import java.util.List;

/** CreateAcls 1–3 (KIP-140): without an authorizer, none is made. */
public final class CreateAclsHandler implements ApiHandler<CreateAclsRequest, CreateAclsResponse> {
    @Override
    public ApiKey apiKey() {
        return ApiKey.CREATE_ACLS;
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
    public void handle(RequestContext context, CreateAclsRequest request, Reply<CreateAclsResponse> reply) {
        List<AclCreationResult> results = new ArrayList<>();
        for (AclCreation acl : request.creations()) {
            if (NoAuthorizer.isUnknown(
                    acl.resourceType(), acl.resourcePatternType(), acl.operation(), acl.permissionType())) {
                reply.close(NoAuthorizer.UNKNOWN_ASKED);
                return;
            }
            results.add(
                    new AclCreationResult().errorCode(NoAuthorizer.CODE).errorMessage(NoAuthorizer.AT_THE_CONTROLLER));
        }
        reply.send(new CreateAclsResponse().results(results));
    }
}
