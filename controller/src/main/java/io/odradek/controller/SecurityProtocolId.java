/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

import io.odradek.controller.store.StoreException;

/** Kafka's numbers for its security protocols, as UpdateMetadata carries them. */
final class SecurityProtocolId {
    private SecurityProtocolId() {}

    static short of(String name) {
        return switch (name) {
            case "PLAINTEXT" -> 0;
            case "SSL" -> 1;
            case "SASL_PLAINTEXT" -> 2;
            case "SASL_SSL" -> 3;
            default -> throw new StoreException("a broker is registered with the unknown security protocol " + name);
        };
    }
}
