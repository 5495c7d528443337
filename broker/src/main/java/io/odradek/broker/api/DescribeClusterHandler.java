/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.odradek.controller.image.BrokerImage;
import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.Endpoint;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.ApiKey;
import io.odradek.protocol.message.DescribeClusterRequest;
import io.odradek.protocol.message.DescribeClusterResponse;
import io.odradek.protocol.message.DescribeClusterResponse.DescribeClusterBroker;
import java.util.ArrayList;
import java.util.List;

/**
 * DescribeCluster 0–2: the live brokers as this listener reaches them. Controllers of their own, the other endpoint type,
 * do not exist here; nor do fenced brokers: one that lost its registration is gone.
 */
public final class DescribeClusterHandler implements ApiHandler<DescribeClusterRequest, DescribeClusterResponse> {
    private static final byte BROKERS = 1;
    private static final byte CONTROLLERS = 2;

    private final ClusterView cluster;

    public DescribeClusterHandler(ClusterView cluster) {
        this.cluster = cluster;
    }

    @Override
    public ApiKey apiKey() {
        return ApiKey.DESCRIBE_CLUSTER;
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
    public void handle(RequestContext context, DescribeClusterRequest request, Reply<DescribeClusterResponse> reply) {
        reply.send(
                switch (request.endpointType()) {
                    case BROKERS -> brokers(context, request);
                    case CONTROLLERS ->
                        new DescribeClusterResponse()
                                .errorCode(ErrorCode.MISMATCHED_ENDPOINT_TYPE.code())
                                .errorMessage(
                                        "The request was sent to an endpoint of type BROKER, but we wanted an endpoint of type"
                                                + " CONTROLLER");
                    default ->
                        new DescribeClusterResponse()
                                .errorCode(ErrorCode.UNSUPPORTED_ENDPOINT_TYPE.code())
                                .errorMessage("There is no endpoint type " + request.endpointType());
                });
    }

    private DescribeClusterResponse brokers(RequestContext context, DescribeClusterRequest request) {
        ClusterImage image = cluster.image();
        List<DescribeClusterBroker> brokers = new ArrayList<>();
        int controllerId = ClusterImage.NO_CONTROLLER;
        for (BrokerImage broker : image.brokers().values()) {
            Endpoint endpoint = broker.endpoint(context.listenerName());
            if (endpoint != null) {
                controllerId = broker.id() == image.controllerId() ? broker.id() : controllerId;
                brokers.add(new DescribeClusterBroker()
                        .brokerId(broker.id())
                        .host(endpoint.host())
                        .port(endpoint.port())
                        .rack(broker.rack()));
            }
        }
        return new DescribeClusterResponse()
                .endpointType(BROKERS)
                .clusterId(image.clusterId())
                .controllerId(controllerId)
                .brokers(brokers)
                .clusterAuthorizedOperations(
                        request.includeClusterAuthorizedOperations()
                                ? Operations.ALL_ON_CLUSTER
                                : Operations.NOT_INCLUDED);
    }
}
