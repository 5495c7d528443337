/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.controller.FinalizedFeatures;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.ApiKey;
import io.odradek.protocol.message.ApiVersionsRequest;
import io.odradek.protocol.message.ApiVersionsResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ApiVersionsHandlerTest {
    private FinalizedFeatures features = new FinalizedFeatures(Map.of("group.version", 1), 7);
    private final ApiVersionsHandler handler = new ApiVersionsHandler(this::registry, () -> features);

    private ApiRegistry registry() {
        return new ApiRegistry(List.of(handler, new DescribeClusterHandler(new ClusterView("cluster"))));
    }

    private ApiVersionsResponse ask(RequestContext context, ApiVersionsRequest request) {
        RecordingReply<ApiVersionsResponse> reply = new RecordingReply<>();
        handler.handle(context, request, reply);
        return reply.answer();
    }

    private static RequestContext context(int version) {
        return new TestConnection().request(ApiKey.API_VERSIONS, version);
    }

    @Test
    void whatIsServedIsAdvertisedAndNothingElse() {
        assertThat(ask(context(0), new ApiVersionsRequest()).apiKeys())
                .extracting(range -> range.apiKey() + ": " + range.minVersion() + "-" + range.maxVersion())
                .containsExactly("18: 0-4", "60: 0-2");
    }

    /** As Kafka 4.3.1 answers in these versions. */
    @Test
    void featuresThatCanBeOffAreToldToClientsThatCanReadThat() {
        assertThat(ask(context(4), software()).supportedFeatures())
                .extracting(feature -> feature.name() + ": " + feature.minVersion() + "-" + feature.maxVersion())
                .containsExactly("group.version: 0-1");
        assertThat(ask(context(3), software()).supportedFeatures()).isEmpty();
    }

    @Test
    void whatIsFinalizedIsToldWithItsEpoch() {
        ApiVersionsResponse answer = ask(context(3), software());

        assertThat(answer.finalizedFeaturesEpoch()).isEqualTo(7);
        assertThat(answer.finalizedFeatures())
                .extracting(
                        feature -> feature.name() + ": " + feature.minVersionLevel() + "-" + feature.maxVersionLevel())
                .containsExactly("group.version: 1-1");
        features = FinalizedFeatures.UNKNOWN;
        assertThat(ask(context(4), software()).finalizedFeaturesEpoch()).isEqualTo(-1);
    }

    private static ApiVersionsRequest software() {
        return new ApiVersionsRequest().clientSoftwareName("x").clientSoftwareVersion("1");
    }

    @Test
    void aVersionThatIsTooNewIsAnsweredWithTheRangeOfThisApiAlone() {
        RequestContext tooNew =
                new RequestContext(ApiKey.API_VERSIONS, (short) 99, 1, null, new TestConnection(), 100, true);

        ApiVersionsResponse answer = ask(tooNew, new ApiVersionsRequest());

        assertThat(answer.errorCode()).isEqualTo(ErrorCode.UNSUPPORTED_VERSION.code());
        assertThat(answer.apiKeys()).extracting(range -> (int) range.apiKey()).containsExactly(18);
    }

    @Test
    void aClientNameThatIsNotWellFormedIsRefused() {
        ApiVersionsRequest request =
                new ApiVersionsRequest().clientSoftwareName("-x-").clientSoftwareVersion("1");

        assertThat(ask(context(3), request).errorCode()).isEqualTo(ErrorCode.INVALID_REQUEST.code());
        assertThat(ask(context(2), request).errorCode()).isZero();
    }
}
