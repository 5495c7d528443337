/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

/**
 * Something that has dynamic configuration: a path below /config, such as topics/t1 or users/alice/clients/c1. Names in
 * it are sanitized as Kafka does, and the default entity is the literal &lt;default&gt;.
 */
public record ConfigEntity(String path) {
    private static final String DEFAULT = "<default>";
    private static final String TOPICS = "topics/";
    private static final String BROKERS = "brokers/";

    public static ConfigEntity topic(String name) {
        return new ConfigEntity(TOPICS + name);
    }

    public static ConfigEntity broker(int id) {
        return new ConfigEntity(BROKERS + id);
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

    /** The part after the type. */
    public String name() {
        return path.substring(path.indexOf('/') + 1);
    }

    @Override
    public String toString() {
        return path;
    }
}
