/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.CreateAclsRequest;
import io.odradek.protocol.message.CreateAclsRequest.AclCreation;
import io.odradek.protocol.message.DeleteAclsRequest;
import io.odradek.protocol.message.DeleteAclsRequest.DeleteAclsFilter;
import io.odradek.protocol.message.DescribeAclsRequest;
import io.odradek.protocol.wire.ApiMessage;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Without an authorizer there are no ACLs, and each question about them hears so. */
final class AclHandlersTest {
    private static final short DISABLED = ErrorCode.SECURITY_DISABLED.code();

    private static <Q extends ApiMessage, A extends ApiMessage> A ask(ApiHandler<Q, A> handler, Q request) {
        RecordingReply<A> reply = new RecordingReply<>();
        handler.handle(new TestConnection().request(handler.apiKey(), handler.highestVersion()), request, reply);
        return reply.answer();
    }

    private static final byte ANY = 1;
    private static final byte UNKNOWN = 0;

    private static DescribeAclsRequest anyAcl() {
        return new DescribeAclsRequest()
                .resourceTypeFilter(ANY)
                .patternTypeFilter(ANY)
                .operation(ANY)
                .permissionType(ANY);
    }

    private static AclCreation acl() {
        return new AclCreation()
                .resourceType((byte) 2)
                .resourcePatternType((byte) 3)
                .operation((byte) 3)
                .permissionType((byte) 3);
    }

    private static DeleteAclsFilter filter() {
        return new DeleteAclsFilter()
                .resourceTypeFilter(ANY)
                .patternTypeFilter(ANY)
                .operation(ANY)
                .permissionType(ANY);
    }

    private static <Q extends ApiMessage, A extends ApiMessage> void assertCloses(ApiHandler<Q, A> handler, Q request) {
        RecordingReply<A> reply = new RecordingReply<>();
        handler.handle(new TestConnection().request(handler.apiKey(), handler.highestVersion()), request, reply);
        assertThat(reply.closedBecause()).isNotNull();
    }

    @Test
    void thereAreNoAclsToDescribe() {
        assertThat(ask(new DescribeAclsHandler(), anyAcl())).satisfies(answer -> {
            assertThat(answer.errorCode()).isEqualTo(DISABLED);
            assertThat(answer.errorMessage()).contains("Authorizer");
            assertThat(answer.resources()).isEmpty();
        });
    }

    @Test
    void eachAclToBeMadeIsRefused() {
        CreateAclsRequest request = new CreateAclsRequest().creations(List.of(acl(), acl()));

        assertThat(ask(new CreateAclsHandler(), request).results())
                .extracting(result -> result.errorCode())
                .containsExactly(DISABLED, DISABLED);
    }

    @Test
    void eachFilterOfAclsToBeDeletedIsRefused() {
        DeleteAclsRequest request = new DeleteAclsRequest().filters(List.of(filter(), filter()));

        assertThat(ask(new DeleteAclsHandler(), request).filterResults())
                .extracting(result -> result.errorCode())
                .containsExactly(DISABLED, DISABLED);
    }

    @Test
    void whatIsUnknownByItsOwnWordClosesTheConnection() {
        assertCloses(new DescribeAclsHandler(), anyAcl().resourceTypeFilter(UNKNOWN));
        assertCloses(new DescribeAclsHandler(), anyAcl().patternTypeFilter(UNKNOWN));
        assertCloses(new DescribeAclsHandler(), anyAcl().operation(UNKNOWN));
        assertCloses(new DescribeAclsHandler(), anyAcl().permissionType(UNKNOWN));
        assertCloses(
                new CreateAclsHandler(), new CreateAclsRequest().creations(List.of(acl(), acl().operation(UNKNOWN))));
        assertCloses(new DeleteAclsHandler(), new DeleteAclsRequest().filters(List.of(filter().operation(UNKNOWN))));
    }
}
