/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.odradek.controller.ClusterAdmin;
import io.odradek.controller.FeatureSource;
import io.odradek.controller.FeatureUpdate;
import io.odradek.controller.FeatureUpdate.Kind;
import io.odradek.controller.FeatureUpdateMode;
import io.odradek.controller.Outcome;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.ApiKey;
import io.odradek.protocol.message.UpdateFeaturesRequest;
import io.odradek.protocol.message.UpdateFeaturesRequest.FeatureUpdateKey;
import io.odradek.protocol.message.UpdateFeaturesResponse;
import io.odradek.protocol.message.UpdateFeaturesResponse.UpdatableFeatureResult;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * UpdateFeatures 0–2 (KIP-584): the active controller finalizes {@code group.version}, or takes it back, in ZooKeeper, where
 * all registered brokers support it. Versions 0 and 1 carry out what can be and answer for each feature, as Kafka 3.9
 * does; version 2 carries out all or nothing, with one answer.
 */
public final class UpdateFeaturesHandler implements ApiHandler<UpdateFeaturesRequest, UpdateFeaturesResponse> {
    private static final short KINDS_FROM_VERSION = 1;
    private static final short ALL_OR_NOTHING_FROM_VERSION = 2;

    /** Kafka 4's word. */
    private static final String SUCCESS = "NONE";

    private final ClusterAdmin admin;
    private final FeatureSource features;

    /**
     * Has no state.
     *
     * @param features reads what was stored before the answer goes, so that whoever asks this broker next sees it
     */
    public UpdateFeaturesHandler(ClusterAdmin admin, FeatureSource features) {
        this.admin = admin;
        this.features = features;
    }

    @Override
    public ApiKey apiKey() {
        return ApiKey.UPDATE_FEATURES;
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
    public void handle(RequestContext context, UpdateFeaturesRequest request, Reply<UpdateFeaturesResponse> reply) {
        boolean whole = context.apiVersion() >= ALL_OR_NOTHING_FROM_VERSION;
        List<FeatureUpdate> updates = new ArrayList<>();
        for (FeatureUpdateKey update : request.featureUpdates()) {
            updates.add(
                    new FeatureUpdate(update.feature(), update.maxVersionLevel(), kind(update, context.apiVersion())));
        }
        FeatureUpdateMode mode = request.validateOnly()
                ? FeatureUpdateMode.VALIDATE
                : whole ? FeatureUpdateMode.ALL : FeatureUpdateMode.EACH;
        admin.updateFeatures(updates, mode)
                .thenCompose(outcomes -> features.refresh().handle((read, failure) -> outcomes))
                .thenAccept(outcomes -> reply.send(answer(updates, outcomes, whole)));
    }

    private static Kind kind(FeatureUpdateKey update, short version) {
        if (version >= KINDS_FROM_VERSION) {
            return Kind.of(update.upgradeType());
        }
        return update.allowDowngrade() ? Kind.SAFE_DOWNGRADE : Kind.UPGRADE;
    }

    private static UpdateFeaturesResponse answer(List<FeatureUpdate> updates, List<Outcome> outcomes, boolean whole) {
        for (Outcome outcome : outcomes) {
            if (outcome.error() == ErrorCode.NOT_CONTROLLER) {
                return failed(ErrorCode.NOT_CONTROLLER, outcome.message());
            }
            if (whole && !outcome.isOk()) {
                return failed(
                        ErrorCode.INVALID_UPDATE_VERSION,
                        "The update failed for all features since the following feature had an error: "
                                + outcome.message());
            }
        }
        List<UpdatableFeatureResult> results = new ArrayList<>();
        for (int i = 0; i < updates.size() && !whole; i++) {
            results.add(new UpdatableFeatureResult()
                    .feature(updates.get(i).feature())
                    .errorCode(outcomes.get(i).error().code())
                    .errorMessage(
                            outcomes.get(i).isOk() ? SUCCESS : outcomes.get(i).message()));
        }
        return new UpdateFeaturesResponse().errorMessage(null).results(results);
    }

    private static UpdateFeaturesResponse failed(ErrorCode error, @Nullable String message) {
        return new UpdateFeaturesResponse()
                .errorCode(error.code())
                .errorMessage(message)
                .results(List.of());
    }
}
