/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.store;

import org.apache.curator.ensemble.EnsembleProvider;

/**
 * The same servers for as long as the process runs. Curator has such a class, which has the JDK's logging brought up to
 * look at a string, and that looks through every jar: a tenth of a start.
 */
record FixedServers(String servers) implements EnsembleProvider {
    @Override
    public void start() {}

    @Override
    public String getConnectionString() {
        return servers;
    }

    @Override
    public boolean updateServerListEnabled() {
        return false;
    }

    @Override
    public void setConnectionString(String other) {
        throw new UnsupportedOperationException("the servers are " + servers + " until the next start");
    }

    @Override
    public void close() {}
}
