/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.config;

/** Names outside the key table that Kafka still understands: keys of one listener, and of its storage plug-ins. */
final class ForeignKeys {
    private static final String LISTENER_PREFIX = "listener.name.";

    private ForeignKeys() {}

    static boolean isKnown(String name) {
        return isListenerKey(name) || name.startsWith("rsm.config.") || name.startsWith("rlmm.config.");
    }

    /** listener.name.&lt;listener&gt;.[&lt;mechanism&gt;.]&lt;key&gt;, where key is one of Kafka's. */
    private static boolean isListenerKey(String name) {
        if (!name.startsWith(LISTENER_PREFIX)) {
            return false;
        }
        for (int dot = name.indexOf('.', LISTENER_PREFIX.length()); dot >= 0; dot = name.indexOf('.', dot + 1)) {
            if (KeyTable.broker().contains(name.substring(dot + 1))) {
                return true;
            }
        }
        return false;
    }
}
