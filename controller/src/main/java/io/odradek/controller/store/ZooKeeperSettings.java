/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.store;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How to reach an ensemble. {@code clientProperties} are ZooKeeper's own client settings, made from Kafka's keys; the
 * JAAS section of SASL is ZooKeeper's business, as it is with Kafka.
 */
public record ZooKeeperSettings(
        String servers,
        String chroot,
        Timeouts timeouts,
        int inFlightMax,
        boolean restrictedAcls,
        Map<String, String> clientProperties) {
    private static final int SESSION_MS = 18_000;
    private static final int IN_FLIGHT_MAX = 256;

    /** Kafka's key, and ZooKeeper's for the same thing. */
    private static final Map<String, String> CLIENT_KEYS = Map.ofEntries(
            Map.entry("zookeeper.ssl.client.enable", "zookeeper.client.secure"),
            Map.entry("zookeeper.clientCnxnSocket", "zookeeper.clientCnxnSocket"),
            Map.entry("zookeeper.ssl.keystore.location", "zookeeper.ssl.keyStore.location"),
            Map.entry("zookeeper.ssl.keystore.password", "zookeeper.ssl.keyStore.password"),
            Map.entry("zookeeper.ssl.keystore.type", "zookeeper.ssl.keyStore.type"),
            Map.entry("zookeeper.ssl.truststore.location", "zookeeper.ssl.trustStore.location"),
            Map.entry("zookeeper.ssl.truststore.password", "zookeeper.ssl.trustStore.password"),
            Map.entry("zookeeper.ssl.truststore.type", "zookeeper.ssl.trustStore.type"),
            Map.entry("zookeeper.ssl.protocol", "zookeeper.ssl.protocol"),
            Map.entry("zookeeper.ssl.enabled.protocols", "zookeeper.ssl.enabledProtocols"),
            Map.entry("zookeeper.ssl.cipher.suites", "zookeeper.ssl.ciphersuites"),
            Map.entry("zookeeper.ssl.crl.enable", "zookeeper.ssl.crl"),
            Map.entry("zookeeper.ssl.ocsp.enable", "zookeeper.ssl.ocsp"));

    private static final String IDENTIFICATION = "zookeeper.ssl.endpoint.identification.algorithm";
    private static final String HOSTNAME_VERIFICATION = "zookeeper.ssl.hostnameVerification";

    private static final String SESSION_TIMEOUT = "zookeeper.session.timeout.ms";
    private static final String CONNECTION_TIMEOUT = "zookeeper.connection.timeout.ms";
    private static final String IN_FLIGHT = "zookeeper.max.in.flight.requests";
    private static final String SET_ACL = "zookeeper.set.acl";

    /** How long a silent session lives, and how long the first connection may take. */
    public record Timeouts(int sessionMs, int connectionMs) {}

    public ZooKeeperSettings {
        clientProperties = Map.copyOf(clientProperties);
    }

    /** The keys of Kafka's that have an effect here, besides {@code zookeeper.connect}. */
    public static Set<String> keys() {
        Set<String> keys = new HashSet<>(CLIENT_KEYS.keySet());
        keys.addAll(List.of(SESSION_TIMEOUT, CONNECTION_TIMEOUT, IN_FLIGHT, SET_ACL, IDENTIFICATION));
        return keys;
    }

    /** Plain access with Kafka's default timeouts. The connect string may end in a chroot. */
    public static ZooKeeperSettings of(String connect) {
        return ofKafka(connect, key -> null);
    }

    /** From {@code zookeeper.connect} and Kafka's other zookeeper.* keys; a key that is not set gives null. */
    public static ZooKeeperSettings ofKafka(String connect, UnaryOperator<@Nullable String> keys) {
        int slash = connect.indexOf('/');
        String servers = slash < 0 ? connect : connect.substring(0, slash);
        String chroot = slash < 0 ? "" : connect.substring(slash).replaceAll("/+$", "");
        int sessionMs = number(keys.apply(SESSION_TIMEOUT), SESSION_MS);
        int connectionMs = number(keys.apply(CONNECTION_TIMEOUT), sessionMs);
        return new ZooKeeperSettings(
                servers,
                chroot,
                new Timeouts(sessionMs, connectionMs),
                number(keys.apply(IN_FLIGHT), IN_FLIGHT_MAX),
                Boolean.parseBoolean(keys.apply(SET_ACL)),
                clientProperties(keys));
    }

    private static Map<String, String> clientProperties(UnaryOperator<@Nullable String> keys) {
        Map<String, String> properties = new HashMap<>();
        CLIENT_KEYS.forEach((kafkaKey, zooKeeperKey) -> {
            String value = keys.apply(kafkaKey);
            if (value != null && !value.isBlank()) {
                properties.put(zooKeeperKey, value);
            }
        });
        String identification = keys.apply(IDENTIFICATION);
        if (identification != null) {
            boolean verify = identification.toUpperCase(Locale.ROOT).equals("HTTPS");
            properties.put(HOSTNAME_VERIFICATION, Boolean.toString(verify));
        }
        return properties;
    }

    private static int number(@Nullable String text, int otherwise) {
        return text == null || text.isBlank() ? otherwise : Integer.parseInt(text.trim());
    }
}
