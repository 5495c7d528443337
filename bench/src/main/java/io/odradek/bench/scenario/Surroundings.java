/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.scenario;

import java.nio.file.Path;

/** What a client process needs to know of the life it runs in. */
interface Surroundings {

    String bootstrapServers();

    /** For its output. */
    Path folder();

    /** Fails if a broker has ended. */
    void checkAlive();

    /** Of the brokers, for a failure. */
    String threadDump();
}
