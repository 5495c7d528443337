/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.controller.FeatureUpdate.Kind;
import io.odradek.controller.store.StoreOp;
import io.odradek.protocol.error.ErrorCode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class FeaturesTest {
    private static final String GROUP_VERSION = SupportedFeatures.GROUP_VERSION;

    private final ClusterFixture cluster = new ClusterFixture();

    @Test
    void aClusterThatIsMadeHereBeginsWithTheFirstFeatures() {
        cluster.firstFeatures = Map.of(GROUP_VERSION, 1);

        ClusterFixture.Node zero = cluster.started(0);

        assertThat(cluster.text("/feature"))
                .isEqualTo("{\"features\":{\"group.version\":{\"max_version_level\":1}},\"version\":2,\"status\":1}");
        assertThat(zero.features.current()).isEqualTo(new FinalizedFeatures(Map.of(GROUP_VERSION, 1), 0));
    }

    /** Kafka from before features, or one whose first controller is still to come. */
    @Test
    void aClusterThatExistsKeepsWhatItHas() {
        ClusterFixture.Node before = cluster.made(0, false);
        cluster.await(before.membership.open());
        cluster.await(() -> before.store.commit(List.of(new StoreOp.Delete("/feature", StoreOp.ANY_VERSION))));
        cluster.firstFeatures = Map.of(GROUP_VERSION, 1);

        ClusterFixture.Node next = cluster.started(1);

        assertThat(cluster.text("/feature")).isEqualTo("{\"features\":{},\"version\":2,\"status\":1}");
        assertThat(next.features.current()).isEqualTo(new FinalizedFeatures(Map.of(), 0));
    }

    @Test
    void anUpgradeIsStoredAndHeardByAllAndADowngradeTakesItBack() {
        ClusterFixture.Node zero = cluster.started(0);
        ClusterFixture.Node one = cluster.started(1);

        assertThat(update(zero, 1, Kind.UPGRADE, FeatureUpdateMode.EACH)).isEqualTo(Outcome.OK);

        assertThat(zero.features.current()).isEqualTo(new FinalizedFeatures(Map.of(GROUP_VERSION, 1), 1));
        assertThat(one.features.current()).isEqualTo(zero.features.current());
        assertThat(update(zero, 0, Kind.SAFE_DOWNGRADE, FeatureUpdateMode.ALL)).isEqualTo(Outcome.OK);
        assertThat(cluster.text("/feature")).isEqualTo("{\"features\":{},\"version\":2,\"status\":1}");
        assertThat(one.features.current()).isEqualTo(new FinalizedFeatures(Map.of(), 2));
    }

    @Test
    void whatIsOnlyValidatedIsNotStored() {
        ClusterFixture.Node zero = cluster.started(0);

        assertThat(update(zero, 1, Kind.UPGRADE, FeatureUpdateMode.VALIDATE)).isEqualTo(Outcome.OK);

        assertThat(zero.features.current().epoch()).isZero();
    }

    @Test
    void whereOneUpdateFailsTheOthersAreStoredOrNotAsIsAsked() {
        ClusterFixture.Node zero = cluster.started(0);
        List<FeatureUpdate> updates = List.of(
                new FeatureUpdate("no.such", 1, Kind.UPGRADE), new FeatureUpdate(GROUP_VERSION, 1, Kind.UPGRADE));

        cluster.await(zero.controller.updateFeatures(updates, FeatureUpdateMode.ALL));
        assertThat(zero.features.current().level(GROUP_VERSION)).isZero();
        List<Outcome> outcomes = cluster.await(zero.controller.updateFeatures(updates, FeatureUpdateMode.EACH));

        assertThat(outcomes).extracting(Outcome::error).containsExactly(ErrorCode.INVALID_REQUEST, ErrorCode.NONE);
        assertThat(zero.features.current().level(GROUP_VERSION)).isEqualTo(1);
    }

    /** It would end itself. */
    @Test
    void nothingIsFinalizedThatARegisteredBrokerOfKafkasDoesNotKnow() {
        ClusterFixture.Node zero = cluster.started(0);
        String kafka = cluster.text("/brokers/ids/0")
                .replace("{\"group.version\":{\"min_version\":1,\"max_version\":1}}", "{}");
        cluster.await(() -> zero.store.commit(List.of(StoreOp.createEphemeral("/brokers/ids/7", kafka))));

        Outcome outcome = update(zero, 1, Kind.UPGRADE, FeatureUpdateMode.EACH);

        assertThat(outcome.error()).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(outcome.message())
                .isEqualTo("Could not apply finalized feature update because brokers were found to have incompatible"
                        + " versions for the feature.");
        assertThat(zero.features.current().levels()).isEmpty();
    }

    @Test
    void aBrokerThatIsNotTheControllerSaysSo() {
        cluster.started(0);
        ClusterFixture.Node one = cluster.started(1);

        assertThat(update(one, 1, Kind.UPGRADE, FeatureUpdateMode.EACH).error()).isEqualTo(ErrorCode.NOT_CONTROLLER);
    }

    @Test
    void aNewSessionReadsWhatTheOldOneMissed() {
        ClusterFixture.Node zero = cluster.started(0);
        ClusterFixture.Node one = cluster.started(1);
        cluster.loop.execute(one.store::suspend);
        cluster.loop.run();
        assertThat(update(zero, 1, Kind.UPGRADE, FeatureUpdateMode.EACH)).isEqualTo(Outcome.OK);

        cluster.loop.execute(one.store::expire);
        cluster.loop.run();

        assertThat(one.features.current().level(GROUP_VERSION)).isEqualTo(1);
    }

    private Outcome update(ClusterFixture.Node node, int level, Kind kind, FeatureUpdateMode mode) {
        return cluster.await(
                        node.controller.updateFeatures(List.of(new FeatureUpdate(GROUP_VERSION, level, kind)), mode))
                .get(0);
    }
}
