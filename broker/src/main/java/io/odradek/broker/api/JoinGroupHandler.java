/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.netty.util.concurrent.EventExecutor;
import io.odradek.broker.coordinator.CoordinatorShards;
import io.odradek.broker.coordinator.group.ClassicGroupSettings;
import io.odradek.broker.coordinator.group.GroupRegistry;
import io.odradek.broker.coordinator.group.JoinAsk;
import io.odradek.broker.coordinator.group.JoinOutcome;
import io.odradek.broker.coordinator.group.JoinOutcome.JoinedMember;
import io.odradek.broker.coordinator.group.JoinProtocol;
import io.odradek.broker.coordinator.group.Opaque;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.ApiKey;
import io.odradek.protocol.message.JoinGroupRequest;
import io.odradek.protocol.message.JoinGroupRequest.JoinGroupRequestProtocol;
import io.odradek.protocol.message.JoinGroupResponse;
import io.odradek.protocol.message.JoinGroupResponse.JoinGroupResponseMember;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * JoinGroup 0–9: answered when the group's next generation begins. A new dynamic member gets an id first from version 4
 * on (KIP-394), static members come with an instance id from version 5 (KIP-345), and a static leader that comes back can
 * be told from version 9 not to assign (KIP-814).
 */
public final class JoinGroupHandler implements ApiHandler<JoinGroupRequest, JoinGroupResponse> {
    private static final short REBALANCE_TIMEOUT_FROM = 1;
    private static final short ID_FIRST_FROM = 4;
    private static final short NULL_PROTOCOL_FROM = 7;
    private static final short SKIPS_ASSIGNMENT_FROM = 9;

    private final CoordinatorShards<GroupRegistry> groups;
    private final ClassicGroupSettings settings;

    public JoinGroupHandler(CoordinatorShards<GroupRegistry> groups, ClassicGroupSettings settings) {
        this.groups = groups;
        this.settings = settings;
    }

    @Override
    public ApiKey apiKey() {
        return ApiKey.JOIN_GROUP;
    }

    @Override
    public short lowestVersion() {
        return 0;
    }

    @Override
    public short highestVersion() {
        return 9;
    }

    @Override
    public @Nullable EventExecutor ownerOf(JoinGroupRequest request) {
        return groups.loopOf(request.groupId());
    }

    @Override
    public void handle(RequestContext context, JoinGroupRequest request, Reply<JoinGroupResponse> reply) {
        short version = context.apiVersion();
        AnswerOnce<JoinOutcome> answer = new AnswerOnce<>(
                outcome -> reply.send(response(outcome, version)),
                error -> JoinOutcome.failed(request.memberId(), error));
        if (request.groupId().isEmpty()) {
            answer.failed(ErrorCode.INVALID_GROUP_ID);
        } else if (!settings.allowsSession(request.sessionTimeoutMs())) {
            answer.failed(ErrorCode.INVALID_SESSION_TIMEOUT);
        } else {
            JoinAsk ask = ask(context, request);
            groups.decide(
                    request.groupId(), state -> state.groups().classic().join(request.groupId(), ask, answer), answer);
        }
    }

    private static JoinAsk ask(RequestContext context, JoinGroupRequest request) {
        short version = context.apiVersion();
        int rebalanceMs = version < REBALANCE_TIMEOUT_FROM ? request.sessionTimeoutMs() : request.rebalanceTimeoutMs();
        return new JoinAsk(
                request.memberId(),
                request.groupInstanceId(),
                new JoinAsk.Client(
                        context.clientIdOrEmpty(),
                        context.peerHost(),
                        version >= ID_FIRST_FROM,
                        version >= SKIPS_ASSIGNMENT_FROM),
                new JoinAsk.Timeouts(request.sessionTimeoutMs(), rebalanceMs),
                request.protocolType(),
                protocols(request));
    }

    /** Of several with the same name the first one counts. */
    private static List<JoinProtocol> protocols(JoinGroupRequest request) {
        Set<String> names = new HashSet<>();
        List<JoinProtocol> protocols = new ArrayList<>(request.protocols().size());
        for (JoinGroupRequestProtocol protocol : request.protocols()) {
            if (names.add(protocol.name())) {
                protocols.add(new JoinProtocol(protocol.name(), Opaque.of(protocol.metadata())));
            }
        }
        return protocols;
    }

    private static JoinGroupResponse response(JoinOutcome outcome, short version) {
        String protocolName = outcome.protocol().name();
        return new JoinGroupResponse()
                .errorCode(outcome.error().code())
                .generationId(outcome.generationId())
                .protocolType(outcome.protocol().type())
                .protocolName(protocolName == null && version < NULL_PROTOCOL_FROM ? "" : protocolName)
                .leader(outcome.leaderId())
                .skipAssignment(outcome.skipAssignment())
                .memberId(outcome.memberId())
                .members(members(outcome.members()));
    }

    /** Nobody, but in the answer to the leader. */
    private static List<JoinGroupResponseMember> members(List<JoinedMember> all) {
        List<JoinGroupResponseMember> members = new ArrayList<>(all.size());
        for (JoinedMember member : all) {
            members.add(new JoinGroupResponseMember()
                    .memberId(member.memberId())
                    .groupInstanceId(member.instanceId())
                    .metadata(member.metadata().bytes()));
        }
        return members;
    }
}
