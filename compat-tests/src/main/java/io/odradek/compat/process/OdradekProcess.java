/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.process;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** This project's broker, started by its own script as a user starts it, with embedded ZooKeeper unless told otherwise. */
public final class OdradekProcess extends BrokerProcess {

    public OdradekProcess(BrokerSetup setup) {
        super(setup);
    }

    @Override
    public String name() {
        return "Odradek";
    }

    @Override
    Map<String, String> ownProperties() {
        return Map.of("broker.id", "0");
    }

    @Override
    List<String> command(Path propertiesFile) {
        return List.of(Checkout.root().resolve("bin/kafka-server-start.sh").toString(), propertiesFile.toString());
    }

    @Override
    Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>();
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("LOG_DIR", setup().folder().resolve("logs").toString());
        String dist = System.getProperty("odradek.dist");
        if (dist != null) {
            // Inside a build: what it has just made, without a look at the sources; by the name that its class-data
            // archive was made for, as the launcher would make a new one for another.
            environment.put(
                    "ODRADEK_DIST", Path.of(dist).toAbsolutePath().normalize().toString());
        }
        if (!setup().jvmFlags().isEmpty()) {
            environment.put("KAFKA_HEAP_OPTS", String.join(" ", setup().jvmFlags()));
        }
        return environment;
    }
}
