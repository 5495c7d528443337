/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.suites;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import kafka.server.KafkaConfig;
import org.apache.kafka.common.Endpoint;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import scala.jdk.javaapi.CollectionConverters;

/** The server.properties of a broker of ours that say what a configuration of a KRaft broker says. */
final class HarnessProperties {
    private static final String PROTOCOLS = "listener.security.protocol.map";
    private static final String ADVERTISED = "advertised.listeners";

    private HarnessProperties() {}

    static Map<String, String> of(KafkaConfig config) {
        requirePlaintext(config);
        if (!String.valueOf(config.originals().getOrDefault("authorizer.class.name", ""))
                .isEmpty()) {
            throw new MissingFeature("an authorizer");
        }
        Map<String, String> properties = new HashMap<>();
        config.originals().forEach((key, value) -> {
            if (value != null && isKafkas(key) && !isOfKraft(key)) {
                properties.put(key, text(value));
            }
        });
        properties.computeIfPresent(
                PROTOCOLS,
                (key, map) -> Arrays.stream(map.split(",", -1))
                        .filter(protocol -> !protocol.strip().startsWith("CONTROLLER:"))
                        .collect(Collectors.joining(",")));
        // Those of port 0 are known when it listens.
        if (properties.getOrDefault(ADVERTISED, "").endsWith(":0")) {
            properties.remove(ADVERTISED);
        }
        return properties;
    }

    private static void requirePlaintext(KafkaConfig config) {
        for (Endpoint listener : CollectionConverters.asJava(config.listeners())) {
            if (listener.securityProtocol() != SecurityProtocol.PLAINTEXT) {
                throw new MissingFeature("listeners with " + listener.securityProtocol());
            }
        }
    }

    /** Kafka takes any name and ignores what it does not know; Odradek refuses what looks like a slip of the pen. */
    private static boolean isKafkas(String key) {
        return KafkaConfig.configNames().contains(key) || key.startsWith("listener.name.");
    }

    private static boolean isOfKraft(String key) {
        return key.equals("process.roles")
                || key.equals("node.id")
                || key.equals("broker.id")
                || key.startsWith("controller.quorum.")
                || key.equals("controller.listener.names")
                || key.startsWith("metadata.")
                || key.startsWith("share.coordinator.");
    }

    private static String text(Object value) {
        return value instanceof Collection<?> list
                ? list.stream().map(String::valueOf).collect(Collectors.joining(","))
                : value.toString();
    }
}
