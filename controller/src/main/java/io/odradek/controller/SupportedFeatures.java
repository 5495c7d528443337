/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

import java.util.Map;

/** The features (KIP-584) that this release knows, by Kafka's names; level 0 is a feature that is off. */
public final class SupportedFeatures {
    /** Level 1: consumer groups of KIP-848. */
    public static final String GROUP_VERSION = "group.version";

    /** What clients are told. */
    public static final Map<String, FeatureRange> ALL = Map.of(GROUP_VERSION, new FeatureRange(0, 1));

    /** What other brokers are told: those of 3.8 and older take no registration with a level 0. */
    static final Map<String, FeatureRange> REGISTERED = Map.of(GROUP_VERSION, new FeatureRange(1, 1));

    private SupportedFeatures() {}
}
