/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.config;

import java.util.Locale;

/** How a listener is secured, with the number that Kafka's inter-broker messages use. */
public enum SecurityProtocol {
    PLAINTEXT(0),
    SSL(1),
    SASL_PLAINTEXT(2),
    SASL_SSL(3);

    private final short id;

    SecurityProtocol(int id) {
        this.id = (short) id;
    }

    public short id() {
        return id;
    }

    static SecurityProtocol forName(String name) {
        try {
            return valueOf(name.trim().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException unknown) {
            throw new ConfigException("listener.security.protocol.map: " + name
                    + " is no security protocol; use PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL");
        }
    }
}
