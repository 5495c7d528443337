/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.controller.ControllerEnvironment;
import io.odradek.controller.FeatureSource;
import io.odradek.controller.FeatureUpdate;
import io.odradek.controller.FeatureUpdate.Kind;
import io.odradek.controller.FeatureUpdateMode;
import io.odradek.controller.Outcome;
import io.odradek.controller.StepLoop;
import io.odradek.controller.store.InMemoryStore;
import io.odradek.controller.store.InMemoryTree;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.ApiKey;
import io.odradek.protocol.message.UpdateFeaturesRequest;
import io.odradek.protocol.message.UpdateFeaturesRequest.FeatureUpdateKey;
import io.odradek.protocol.message.UpdateFeaturesResponse;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class UpdateFeaturesHandlerTest {
    private final FakeAdmin admin = new FakeAdmin();
    private final StepLoop loop = new StepLoop();
    private final FeatureSource features = new FeatureSource(
            new InMemoryStore(new InMemoryTree(), loop),
            new ControllerEnvironment(loop, () -> Instant.EPOCH, new Random(1)));

    @Test
    void eachVersionSaysInItsOwnWayWhetherALevelMayFall() {
        ask(
                0,
                request(new FeatureUpdateKey()
                        .feature("f")
                        .maxVersionLevel((short) 1)
                        .allowDowngrade(true)));
        ask(
                1,
                request(new FeatureUpdateKey()
                        .feature("f")
                        .maxVersionLevel((short) 2)
                        .upgradeType((byte) 1)));
        ask(
                2,
                request(new FeatureUpdateKey()
                        .feature("f")
                        .maxVersionLevel((short) 0)
                        .upgradeType((byte) 3)));
        ask(
                1,
                request(new FeatureUpdateKey()
                                .feature("f")
                                .maxVersionLevel((short) 2)
                                .upgradeType((byte) 9))
                        .validateOnly(true));

        assertThat(admin.asked)
                .containsExactly(
                        new FeatureUpdate("f", 1, Kind.SAFE_DOWNGRADE),
                        FeatureUpdateMode.EACH,
                        new FeatureUpdate("f", 2, Kind.UPGRADE),
                        FeatureUpdateMode.EACH,
                        new FeatureUpdate("f", 0, Kind.UNSAFE_DOWNGRADE),
                        FeatureUpdateMode.ALL,
                        new FeatureUpdate("f", 2, Kind.UNKNOWN),
                        FeatureUpdateMode.VALIDATE);
    }

    @Test
    void aRefusalIsTheFeaturesOwnOrThatOfTheWholeRequest() {
        admin.outcome = Outcome.of(ErrorCode.INVALID_REQUEST, "no");

        UpdateFeaturesResponse each = ask(1, request(new FeatureUpdateKey().feature("f")));
        UpdateFeaturesResponse whole = ask(2, request(new FeatureUpdateKey().feature("f")));

        assertThat(each.errorCode()).isZero();
        assertThat(each.results())
                .extracting(result -> result.feature() + " " + result.errorCode() + " " + result.errorMessage())
                .containsExactly("f " + ErrorCode.INVALID_REQUEST.code() + " no");
        assertThat(whole.errorCode()).isEqualTo(ErrorCode.INVALID_UPDATE_VERSION.code());
        assertThat(whole.errorMessage())
                .isEqualTo("The update failed for all features since the following feature had an error: no");
        assertThat(whole.results()).isEmpty();
    }

    @Test
    void successIsAnsweredAsKafkaDoesIt() {
        UpdateFeaturesResponse each = ask(1, request(new FeatureUpdateKey().feature("f")));
        UpdateFeaturesResponse whole = ask(2, request(new FeatureUpdateKey().feature("f")));

        assertThat(each.errorMessage()).isNull();
        assertThat(each.results().get(0).errorMessage()).isEqualTo("NONE");
        assertThat(whole.errorMessage()).isNull();
        assertThat(whole.results()).isEmpty();
    }

    @Test
    void aBrokerThatIsNotTheControllerSendsTheClientOn() {
        admin.outcome = Outcome.of(ErrorCode.NOT_CONTROLLER);

        assertThat(ask(0, request(new FeatureUpdateKey().feature("f"))).errorCode())
                .isEqualTo(ErrorCode.NOT_CONTROLLER.code());
    }

    private static UpdateFeaturesRequest request(FeatureUpdateKey update) {
        return new UpdateFeaturesRequest().featureUpdates(List.of(update));
    }

    private UpdateFeaturesResponse ask(int version, UpdateFeaturesRequest request) {
        var reply = new RecordedReply<UpdateFeaturesResponse>();
        new UpdateFeaturesHandler(admin, features)
                .handle(new TestConnection().request(ApiKey.UPDATE_FEATURES, version), request, reply);
        loop.run();
        return reply.answer();
    }
}
