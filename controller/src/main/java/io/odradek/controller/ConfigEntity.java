/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * Something that has dynamic configuration: a path below /config, such as topics/t1 or users/alice/clients/c1. Names in
 * it are sanitized as Kafka does, and the default entity is the literal &lt;default&gt;.
 */
public record ConfigEntity(String path) {
    private static final String DEFAULT = "<default>";
    private static final String TOPICS = "topics/";
    private static final String BROKERS = "brokers/";
    private static final String GROUPS = "groups/";

    public static ConfigEntity topic(String name) {
        return new ConfigEntity(TOPICS + name);
    }

    public static ConfigEntity broker(int id) {
        return new ConfigEntity(BROKERS + id);
    }

    /** Kafka has this type from 4.0 on; a broker of 3.9 leaves it alone. */
    public static ConfigEntity group(String id) {
        String sanitized = URLEncoder.encode(id, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A");
        return new ConfigEntity(GROUPS + sanitized);
    }

    /** What holds for every broker that does not say otherwise. */
    public static ConfigEntity allBrokers() {
        return new ConfigEntity(BROKERS + DEFAULT);
    }

    public boolean isTopic() {
        return path.startsWith(TOPICS);
    }

    public boolean isBroker() {
        return path.startsWith(BROKERS);
    }

    public boolean isGroup() {
        return path.startsWith(GROUPS);
    }

    /** Of a group: its id, as its members know it. */
    public String groupId() {
        return URLDecoder.decode(name().replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** The part after the type. */
    public String name() {
        return path.substring(path.indexOf('/') + 1);
    }

    @Override
    public String toString() {
        return path;
    }
}
