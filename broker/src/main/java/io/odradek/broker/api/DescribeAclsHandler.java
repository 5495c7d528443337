/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.odradek.protocol.message.ApiKey;
import io.odradek.protocol.message.DescribeAclsRequest;
import io.odradek.protocol.message.DescribeAclsResponse;
import java.util.List;

/** DescribeAcls 1–3 (KIP-140): without an authorizer there are no ACLs to tell of. */
public final class DescribeAclsHandler implements ApiHandler<DescribeAclsRequest, DescribeAclsResponse> {
    @Override
    public ApiKey apiKey() {
        return ApiKey.DESCRIBE_ACLS;
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
    public void handle(RequestContext context, DescribeAclsRequest request, Reply<DescribeAclsResponse> reply) {
        if (NoAuthorizer.isUnknown(
                request.resourceTypeFilter(),
                request.patternTypeFilter(),
                request.operation(),
                request.permissionType())) {
            reply.close(NoAuthorizer.UNKNOWN_ASKED);
            return;
        }
        reply.send(new DescribeAclsResponse()
                .errorCode(NoAuthorizer.CODE)
                .errorMessage(NoAuthorizer.AT_THE_BROKER)
                .resources(List.of()));
    }
}
