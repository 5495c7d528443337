/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

import java.util.Map;

/** Says whether a topic may have these configurations. The definitions of Kafka's keys live in the broker. */
public interface TopicConfigRules {
    /** Accepts everything; for tests. */
    TopicConfigRules LENIENT = configs -> Outcome.OK;

    /** INVALID_CONFIG with a text that names the key, or OK. */
    Outcome check(Map<String, String> configs);
}
