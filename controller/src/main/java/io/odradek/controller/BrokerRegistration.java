/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

import io.odradek.controller.image.Endpoint;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a broker tells the cluster about itself. Endpoints are the advertised ones, in the order of configuration. */
public record BrokerRegistration(
        int id, List<Endpoint> endpoints, @Nullable String rack, int jmxPort) {
    /** A broker that offers no JMX. */
    public static final int NO_JMX = -1;
}
