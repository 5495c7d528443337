/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.odradek.controller.FinalizedFeatures;
import io.odradek.controller.SupportedFeatures;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.ApiKey;
import io.odradek.protocol.message.ApiVersionsRequest;
import io.odradek.protocol.message.ApiVersionsResponse;
import io.odradek.protocol.message.ApiVersionsResponse.FinalizedFeatureKey;
import io.odradek.protocol.message.ApiVersionsResponse.SupportedFeatureKey;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * ApiVersions 0–4: what is served here, derived from the registry. From version 3 on, the client's name and version
 * must be well-formed. A version that is too new is answered in version 0 with UNSUPPORTED_VERSION and the range of this
 * API alone, so that the client can ask again.
 *
 * <p>Like Kafka, advertises Produce from version 0, which old clients look for to learn what compression there is,
 * and serves it from version 3. Features (KIP-584) are published as Kafka does it: those that can be off, at level 0, only
 * from version 4 on, as older clients cannot read that.
 */
public final class ApiVersionsHandler implements ApiHandler<ApiVersionsRequest, ApiVersionsResponse> {
    private static final short PRODUCE_ADVERTISED_FROM = 0;
    private static final short SOFTWARE_FROM_VERSION = 3;
    private static final Pattern SOFTWARE = Pattern.compile("[a-zA-Z0-9](?:[a-zA-Z0-9\\-.]*[a-zA-Z0-9])?");

    private static final short LEVEL_ZERO_FROM_VERSION = 4;

    private final Supplier<ApiRegistry> registry;
    private final Supplier<FinalizedFeatures> features;

    /** @param registry asked for each answer: it holds this handler, so it is made later */
    public ApiVersionsHandler(Supplier<ApiRegistry> registry, Supplier<FinalizedFeatures> features) {
        this.registry = registry;
        this.features = features;
    }

    @Override
    public ApiKey apiKey() {
        return ApiKey.API_VERSIONS;
    }

    @Override
    public short lowestVersion() {
        return 0;
    }

    @Override
    public short highestVersion() {
        return 4;
    }

    @Override
    public void handle(RequestContext context, ApiVersionsRequest request, Reply<ApiVersionsResponse> reply) {
        reply.send(answer(context, request));
    }

    private ApiVersionsResponse answer(RequestContext context, ApiVersionsRequest request) {
        if (context.unsupportedVersion()) {
            return new ApiVersionsResponse()
                    .errorCode(ErrorCode.UNSUPPORTED_VERSION.code())
                    .apiKeys(new ArrayList<>(List.of(range(this))));
        }
        if (context.apiVersion() >= SOFTWARE_FROM_VERSION && !isWellFormed(request)) {
            return new ApiVersionsResponse().errorCode(ErrorCode.INVALID_REQUEST.code());
        }
        List<ApiVersionsResponse.ApiVersion> ranges = new ArrayList<>();
        for (ApiHandler<?, ?> handler : registry.get().handlers()) {
            ranges.add(range(handler));
        }
        FinalizedFeatures finalized = features.get();
        return new ApiVersionsResponse()
                .apiKeys(ranges)
                .supportedFeatures(supported(context.apiVersion()))
                .finalizedFeaturesEpoch(finalized.epoch())
                .finalizedFeatures(finalized(finalized));
    }

    private static List<SupportedFeatureKey> supported(short version) {
        List<SupportedFeatureKey> supported = new ArrayList<>();
        SupportedFeatures.ALL.forEach((name, range) -> {
            if (range.min() > 0 || version >= LEVEL_ZERO_FROM_VERSION) {
                supported.add(new SupportedFeatureKey()
                        .name(name)
                        .minVersion((short) range.min())
                        .maxVersion((short) range.max()));
            }
        });
        return supported;
    }

    private static List<FinalizedFeatureKey> finalized(FinalizedFeatures features) {
        List<FinalizedFeatureKey> finalized = new ArrayList<>();
        features.levels()
                .forEach((name, level) -> finalized.add(new FinalizedFeatureKey()
                        .name(name)
                        .minVersionLevel(level.shortValue())
                        .maxVersionLevel(level.shortValue())));
        return finalized;
    }

    private static boolean isWellFormed(ApiVersionsRequest request) {
        return SOFTWARE.matcher(request.clientSoftwareName()).matches()
                && SOFTWARE.matcher(request.clientSoftwareVersion()).matches();
    }

    private static ApiVersionsResponse.ApiVersion range(ApiHandler<?, ?> handler) {
        ApiKey key = handler.apiKey();
        return new ApiVersionsResponse.ApiVersion()
                .apiKey(key.id())
                .minVersion(key == ApiKey.PRODUCE ? PRODUCE_ADVERTISED_FROM : handler.lowestVersion())
                .maxVersion(handler.highestVersion());
    }
}
