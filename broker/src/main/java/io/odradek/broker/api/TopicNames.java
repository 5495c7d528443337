/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import java.util.Set;

/** What may be a topic's name, and which names are Kafka's own. */
final class TopicNames {
    static final String CONSUMER_OFFSETS = "__consumer_offsets";
    static final String TRANSACTION_STATE = "__transaction_state";
    private static final Set<String> INTERNAL = Set.of(CONSUMER_OFFSETS, TRANSACTION_STATE, "__share_group_state");
    /** KRaft's own, which is no topic and may be none. */
    static final String CLUSTER_METADATA = "__cluster_metadata";

    private static final int LENGTH_MAX = 249;

    private TopicNames() {}

    static boolean isInternal(String name) {
        return INTERNAL.contains(name);
    }

    static boolean isValid(String name) {
        if (name.isEmpty() || name.length() > LENGTH_MAX || name.equals(".") || name.equals("..")) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean allowed = (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || c == '.'
                    || c == '_'
                    || c == '-';
            if (!allowed) {
                return false;
            }
        }
        return true;
    }
}
