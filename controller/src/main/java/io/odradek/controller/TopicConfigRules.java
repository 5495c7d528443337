/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

import java.util.Map;

/** Says whether a topic may be so. The definitions of Kafka's keys, and the operator's policy, live in the broker. */
public interface TopicConfigRules {
    /** Accepts everything; for tests. */
    TopicConfigRules LENIENT = configs -> Outcome.OK;

    /** INVALID_CONFIG with a text that names the key, or OK. */
    Outcome check(Map<String, String> configs);

    /**
     * The operator's last word on a topic that is sound in all other respects, or OK.
     *
     * @param topic with the numbers that it will have, where it comes without an assignment
     */
    default Outcome permits(NewTopic topic) {
        return Outcome.OK;
    }
}
