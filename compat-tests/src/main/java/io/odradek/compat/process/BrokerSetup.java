/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a broker is started with.
 *
 * @param folder everything it writes lies below this: data in {@code data}, its output in {@code output.log}
 * @param port of its plain listener
 * @param properties Kafka's keys, over those that the process class itself sets
 * @param jvmFlags heap flags for Kafka; Odradek gets them as KAFKA_HEAP_OPTS, or its own default if there are none
 * @param host where it runs
 */
public record BrokerSetup(Path folder, int port, Map<String, String> properties, List<String> jvmFlags, Host host) {

    public BrokerSetup {
        properties = Map.copyOf(properties);
        jvmFlags = List.copyOf(jvmFlags);
    }

    /** On the loopback interface. */
    public BrokerSetup(Path folder, int port, Map<String, String> properties, List<String> jvmFlags) {
        this(folder, port, properties, jvmFlags, Host.LOOPBACK);
    }

    /** A free port, nothing overridden. */
    public static BrokerSetup in(Path folder) {
        return new BrokerSetup(folder, FreePorts.one(), Map.of(), List.of());
    }

    public BrokerSetup withProperties(Map<String, String> more) {
        return new BrokerSetup(folder, port, more, jvmFlags, host);
    }

    public BrokerSetup withJvmFlags(String... flags) {
        return new BrokerSetup(folder, port, properties, List.of(flags), host);
    }

    public BrokerSetup on(Host other) {
        return new BrokerSetup(folder, port, properties, jvmFlags, other);
    }
}
