/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.scenario;

/** One of the anchors: what is done to a running broker or cluster, and what is counted meanwhile. */
public sealed interface Scenario permits BrokerScenario, ClusterScenario {

    /** Such as P1; some stand for two. */
    String anchors();

    String title();

    LapKind lap();
}
